import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.backend.memory.index.MemoryUniqueIndex;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** mongo-java-server on a free loopback port, which it prints. Ends when its standard input does. */
public class Server {
  public static void main(String[] args) throws Exception {
    var backend = new MemoryBackend() {
      @Override
      public MemoryDatabase openOrCreateDatabase(String name) {
        return new Indexed(name, getCursorRegistry());
      }
    };
    backend.version(new MongoVersion() {
      public List<Integer> getVersionArray() { return List.of(7, 0, 0, 0); }
      public int getWireVersion() { return 21; }
    });
    var server = new MongoServer(backend);
    System.out.println(server.bind().getPort());
    while (System.in.read() >= 0);
    server.shutdownNow();
  }
}

/** Without these, every query but one for exactly the fields of a unique key reads the whole collection. */
class Indexed extends MemoryDatabase {
  Indexed(String name, CursorRegistry cursors) { super(name, cursors); }

  @Override
  protected Index<Integer> openOrCreateUniqueIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
    return new Unique(name, keys, sparse);
  }

  @Override
  protected Index<Integer> openOrCreateSecondaryIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
    return new Buckets(name, keys, sparse);
  }
}

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

/** Documents by the first two fields of the index; of a sparse one, all that have its first field. */
class Buckets extends Index<Integer> {
  private final Map<List<Object>, Map<Object, Integer>> buckets = new HashMap<>();
  private final List<String> head;
  private final boolean all;

  Buckets(String name, List<IndexKey> keys, boolean sparse) {
    super(name, keys, true);
    head = keys().subList(0, Math.min(2, keys.size()));
    all = sparse;
  }

  /** Where the document stands; null when it has not all the fields. */
  private List<Object> bucketOf(Document document) {
    var values = new ArrayList<Object>();
    for (var key : head) {
      var value = Utils.getSubdocumentValue(document, key);
      if (value == null || value instanceof Missing) return null;
      if (!all) values.add(normal(value));
    }
    return values;
  }

  private static Object normal(Object value) {
    return value instanceof Number number ? Double.valueOf(number.doubleValue()) : value;
  }

  @Override
  public boolean canHandle(Document query) {
    if (all) return query.get(head.get(0)) instanceof Document range && range.containsKey("$lte");
    return head.stream().map(query::get).allMatch(value -> value instanceof String || value instanceof Number || value instanceof Boolean);
  }

  @Override
  public synchronized Iterable<Integer> getPositions(Document query) {
    var values = all ? List.of() : head.stream().map(query::get).map(Buckets::normal).toList();
    return List.copyOf(buckets.getOrDefault(values, Map.of()).values());
  }

  @Override
  public synchronized void add(Document document, Integer position, MongoCollection<Integer> collection) {
    var bucket = bucketOf(document);
    if (bucket != null) buckets.computeIfAbsent(bucket, key -> new LinkedHashMap<>()).put(document.get("_id"), position);
  }

  @Override
  public synchronized Integer remove(Document document) {
    var bucket = bucketOf(document);
    var positions = bucket == null ? null : buckets.get(bucket);
    if (positions == null) return null;
    var position = positions.remove(document.get("_id"));
    if (positions.isEmpty()) buckets.remove(bucket);
    return position;
  }

  @Override
  public synchronized void updateInPlace(Document before, Document after, Integer position, MongoCollection<Integer> collection) {
    remove(before);
    add(after, position, collection);
  }

  @Override
  public Integer getPosition(Document document) { return null; }
  @Override
  public void checkAdd(Document document, MongoCollection<Integer> collection) {}
  @Override
  public void checkUpdate(Document before, Document after, MongoCollection<Integer> collection) {}
  @Override
  public synchronized long getCount() { return buckets.size(); }
  @Override
  public long getDataSize() { return 0; }
  @Override
  public synchronized void drop() { buckets.clear(); }
}
