import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Documents that have the one field of the index, a number, in its order. */
class Range extends Lookup {
  private final NavigableMap<Double, Map<Object, Integer>> positions = new TreeMap<>();
  private final String field;

  Range(String name, List<IndexKey> keys) {
    super(name, keys);
    field = keys().get(0);
  }

  @Override
  public boolean canHandle(Document query) {
    return query.get(field) instanceof Document range
      && List.of("$gt", "$gte", "$lt", "$lte").stream().anyMatch(end -> range.get(end) instanceof Number);
  }

  @Override
  public Iterable<Integer> getPositions(Document query) {
    var range = (Document) query.get(field);
    var part = positions;
    for (var low : List.of("$gt", "$gte"))
      if (range.get(low) instanceof Number from) part = part.tailMap(from.doubleValue(), low.equals("$gte"));
    for (var high : List.of("$lt", "$lte"))
      if (range.get(high) instanceof Number to) part = part.headMap(to.doubleValue(), high.equals("$lte"));
    var found = new ArrayList<Integer>();
    for (var some : part.values()) found.addAll(some.values());
    return found;
  }

  @Override
  public void add(Document document, Integer position, MongoCollection<Integer> collection) {
    if (Utils.getSubdocumentValue(document, field) instanceof Number value)
      positions.computeIfAbsent(value.doubleValue(), key -> new LinkedHashMap<>()).put(document.get("_id"), position);
  }

  @Override
  public Integer remove(Document document) {
    if (!(Utils.getSubdocumentValue(document, field) instanceof Number value)) return null;
    var some = positions.get(value.doubleValue());
    if (some == null) return null;
    var position = some.remove(document.get("_id"));
    if (some.isEmpty()) positions.remove(value.doubleValue());
    return position;
  }

  @Override
  public long getCount() { return positions.size(); }
  @Override
  public void drop() { positions.clear(); }
}
