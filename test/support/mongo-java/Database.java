import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.memory.MemoryCollection;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import java.util.List;

/** With indexes: without them, every query but one for exactly the fields of a unique key reads the whole collection. */
class Database extends MemoryDatabase {
  private final Journal journal;

  Database(String name, CursorRegistry cursors, Journal journal) {
    super(name, cursors);
    this.journal = journal;
  }

  @Override
  protected MemoryCollection openOrCreateCollection(String name, CollectionOptions options) {
    // The database's own lists are made before our constructor runs, and are in no transaction.
    if (journal == null || name.startsWith("system.")) return super.openOrCreateCollection(name, options);
    return new Recorded(this, name, options, cursorRegistry, journal);
  }

  /** An aggregation whose first step is a query looks at no more than that finds. */
  @Override
  public Document handleCommand(Channel channel, String name, Document command, DatabaseResolver resolver, Oplog oplog) {
    if (!name.equals("aggregate") || !(resolveCollection((String) command.get(name), false) instanceof Recorded collection))
      return super.handleCommand(channel, name, command, resolver, oplog);
    var query = ((Document) ((List<?>) command.get("pipeline")).get(0)).get("$match");
    return collection.narrowed((Document) query, () -> super.handleCommand(channel, name, command, resolver, oplog));
  }

  @Override
  protected Index<Integer> openOrCreateUniqueIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
    return new Unique(name, keys, sparse);
  }

  @Override
  protected Index<Integer> openOrCreateSecondaryIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
    return sparse ? new Range(name, keys) : new Ordered(name, keys);
  }
}
