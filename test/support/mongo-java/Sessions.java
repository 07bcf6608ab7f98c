import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Which transaction each session is in, or was in last. */
class Sessions {
  private final Map<Object, Session> sessions = new HashMap<>();
  private final Journal journal;

  Sessions(Journal journal) { this.journal = journal; }

  /** Of a statement of a transaction. */
  Session of(Document command) {
    var id = ((Document) command.get("lsid")).get("id");
    var number = ((Number) command.get("txnNumber")).longValue();
    var session = sessions.computeIfAbsent(id, key -> new Session());
    if (number < session.number) throw Refused.noSuchTransaction();
    if (number > session.number) session.begin(number);
    return session;
  }

  Document end(Document command) {
    for (var id : (List<?>) command.get("endSessions")) {
      var session = sessions.remove(((Document) id).get("id"));
      if (session != null) session.undo();
    }
    return new Document("ok", 1);
  }

  class Session {
    private long number = -1;
    private Transaction transaction;
    private boolean committed;

    private void begin(long next) {
      undo();
      number = next;
      committed = false;
    }

    Document run(boolean starts, Channel from, Supplier<Document> statement) {
      if (starts) {
        undo();
        transaction = journal.begin();
      }
      var done = false;
      try {
        journal.enter(open());
        transaction.from = from;
        var answer = statement.get();
        // As MongoDB has it: a statement that fails ends its transaction.
        done = !answer.containsKey("writeErrors");
        return answer;
      } finally {
        if (!done) undo();
      }
    }

    /** May come again when its answer was lost. */
    Document commit() {
      if (committed) return new Document("ok", 1);
      try {
        journal.enter(open());
        journal.keep(transaction);
        committed = true;
        return new Document("ok", 1);
      } finally {
        undo();
      }
    }

    Document abort() {
      open();
      undo();
      return new Document("ok", 1);
    }

    private Transaction open() {
      if (transaction == null || transaction.ended) throw Refused.noSuchTransaction();
      return transaction;
    }

    private void undo() {
      if (transaction != null && !transaction.ended) journal.undo(transaction);
      transaction = null;
    }
  }
}
