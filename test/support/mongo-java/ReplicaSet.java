import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.channel.Channel;
import java.util.List;

/** Shows itself as the primary of a replica set of one, and knows sessions. Everything runs on one thread. */
class ReplicaSet extends MemoryBackend {
  String address;
  private final Journal journal = new Journal();
  private final Sessions sessions = new Sessions(journal);

  @Override
  public MemoryDatabase openOrCreateDatabase(String name) {
    return new Database(name, getCursorRegistry(), journal);
  }

  @Override
  public Document handleCommand(Channel channel, String database, String name, Document command) {
    if (name.equalsIgnoreCase("hello") || name.equalsIgnoreCase("ismaster")) return hello(channel, database);
    return super.handleCommand(channel, database, name, command);
  }

  private Document hello(Channel channel, String database) {
    return super.handleCommand(channel, database, "ismaster", new Document("ismaster", 1))
      .append("isWritablePrimary", true)
      .append("secondary", false)
      .append("helloOk", true)
      .append("setName", "rs")
      .append("setVersion", 1)
      .append("hosts", List.of(address))
      .append("primary", address)
      .append("me", address)
      .append("logicalSessionTimeoutMinutes", 30);
  }

  @Override
  public Document handleMessage(MongoMessage message) {
    var command = message.getDocument();
    var name = command.keySet().iterator().next();
    try {
      if (name.equals("hello") || name.equals("ping")) return super.handleMessage(message);
      if (name.equals("endSessions")) return sessions.end(command);
      journal.undoOld();
      if (!Boolean.FALSE.equals(command.get("autocommit"))) {
        journal.enter(null);
        return plainly(message);
      }
      var session = sessions.of(command);
      var starts = Boolean.TRUE.equals(command.get("startTransaction"));
      return switch (name) {
        case "commitTransaction" -> session.commit();
        case "abortTransaction" -> session.abort();
        default -> session.run(starts, message.getChannel(), () -> plainly(message));
      };
    } catch (Refused refused) {
      return refused.answer();
    }
  }

  /** Without what the rest of the server does not know. */
  private Document plainly(MongoMessage message) {
    var command = message.getDocument();
    for (var key : List.of("lsid", "txnNumber", "autocommit", "startTransaction", "$clusterTime")) command.remove(key);
    return (Document) Text.out(super.handleMessage(new MongoMessage(message.getChannel(), message.getHeader(), (Document) Text.in(command))));
  }

  @Override
  public void handleClose(Channel channel) {
    journal.undoFrom(channel);
    super.handleClose(channel);
  }
}
