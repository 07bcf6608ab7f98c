import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Documents by the first two fields of the index. */
class Buckets extends Index<Integer> {
  private final Map<List<Object>, Map<Object, Integer>> buckets = new HashMap<>();
  private final List<String> head;

  Buckets(String name, List<IndexKey> keys) {
    super(name, keys, true);
    head = keys().subList(0, Math.min(2, keys.size()));
  }

  /** Where the document stands; null when it has not all the fields. */
  private List<Object> bucketOf(Document document) {
    var values = new ArrayList<Object>();
    for (var key : head) {
      var value = Utils.getSubdocumentValue(document, key);
      if (value == null || value instanceof Missing) return null;
      values.add(normal(value));
    }
    return values;
  }

  private static Object normal(Object value) {
    return value instanceof Number number ? Double.valueOf(number.doubleValue()) : value;
  }

  @Override
  public boolean canHandle(Document query) {
    return head.stream().map(query::get).allMatch(value -> value instanceof String || value instanceof Number || value instanceof Boolean);
  }

  @Override
  public synchronized Iterable<Integer> getPositions(Document query) {
    var values = head.stream().map(query::get).map(Buckets::normal).toList();
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
