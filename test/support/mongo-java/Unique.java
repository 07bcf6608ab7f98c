import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.memory.index.MemoryUniqueIndex;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;

/** Serves queries that ask for more than its key, too: what it finds is compared with the whole query afterwards. */
class Unique extends MemoryUniqueIndex {
  Unique(String name, List<IndexKey> keys, boolean sparse) { super(name, keys, sparse); }

  @Override
  public boolean canHandle(Document query) { return super.canHandle(part(query)); }

  @Override
  public Iterable<Integer> getPositions(Document query) { return super.getPositions(part(query)); }

  private Document part(Document query) {
    var part = new Document();
    for (var key : keys()) if (query.containsKey(key)) part.put(key, query.get(key));
    return part;
  }
}
