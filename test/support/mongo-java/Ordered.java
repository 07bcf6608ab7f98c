import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Documents in the order of all fields of the index, then of `_id`. One with a list has an entry for each of its values. */
class Ordered extends Lookup {
  /** After everything that begins as what stands before it. */
  private static final Object END = new Object();
  private final NavigableMap<List<Object>, Integer> positions = new TreeMap<>(Ordered::compare);
  /** Documents that have not all the fields, and are not in here. */
  private int without;

  Ordered(String name, List<IndexKey> keys) { super(name, keys); }

  private static int compare(List<Object> a, List<Object> b) {
    for (var n = 0; n < Math.min(a.size(), b.size()); n++) {
      var order = compare(a.get(n), b.get(n));
      if (order != 0) return order;
    }
    return a.size() - b.size();
  }

  private static int compare(Object a, Object b) {
    if (a == END || b == END) return a == b ? 0 : a == END ? 1 : -1;
    return ValueComparator.asc().compare(a, b);
  }

  /** None for a document that has not all the fields. */
  private List<List<Object>> entriesOf(Document document) {
    List<List<Object>> entries = List.of(List.of());
    for (var key : keys()) {
      var value = Utils.getSubdocumentValue(document, key);
      if (value == null || value instanceof Missing) return List.of();
      // A list without values stands for itself, so that the document is in here.
      var values = value instanceof Collection<?> list && !list.isEmpty() ? new LinkedHashSet<Object>(list) : List.of(value);
      var longer = new ArrayList<List<Object>>();
      for (var entry : entries) for (var one : values) longer.add(with(entry, one));
      entries = longer;
    }
    return entries.stream().map(entry -> with(entry, document.get("_id"))).toList();
  }

  /** What the query asks for in the first fields of the index. */
  private List<Object> headOf(Document query) {
    var values = new ArrayList<Object>();
    for (var key : keys()) {
      var value = query.get(key);
      if (!(value instanceof String || value instanceof Number || value instanceof Boolean)) break;
      values.add(value);
    }
    return values;
  }

  private static List<Object> with(List<Object> head, Object... more) {
    var values = new ArrayList<>(head);
    values.addAll(List.of(more));
    return values;
  }

  /** One field alone, the tenant, says little. */
  @Override
  public boolean canHandle(Document query) { return without == 0 && headOf(query).size() >= Math.min(2, keys().size()); }

  @Override
  public Iterable<Integer> getPositions(Document query) {
    var head = headOf(query);
    return new LinkedHashSet<>(positions.subMap(head, with(head, END)).values());
  }

  /** Those that come into question, in the order that is asked for; null when it is not that of the index. */
  Iterable<Integer> inOrder(Document query, Document order) {
    var head = headOf(query);
    if (without > 0 || head.isEmpty() || order == null || order.isEmpty()) return null;
    var rest = keys().subList(head.size(), keys().size());
    if (!List.copyOf(order.keySet()).equals(rest) || order.values().stream().distinct().count() > 1) return null;
    var field = rest.get(0);
    var part = positions.subMap(head, true, with(head, END), false);
    part = within(part, head, query.get(field));
    if (query.get("$and") instanceof List<?> all)
      for (var one : all) part = within(part, head, ((Document) one).get(field));
    return (((Number) order.get(field)).intValue() > 0 ? part : part.descendingMap()).values();
  }

  private static NavigableMap<List<Object>, Integer> within(NavigableMap<List<Object>, Integer> all, List<Object> head, Object range) {
    var part = all;
    if (!(range instanceof Document ends) || part.isEmpty()) return part;
    for (var end : ends.entrySet()) {
      var bound = end.getKey().equals("$gt") || end.getKey().equals("$lte") ? with(head, end.getValue(), END) : with(head, end.getValue());
      if (end.getKey().startsWith("$gt")) part = cut(part, bound, true);
      else if (end.getKey().startsWith("$lt")) part = cut(part, bound, false);
      if (part.isEmpty()) return part;
    }
    return part;
  }

  /** What stands from the bound on, or before it; a map refuses a bound that is outside of it. */
  private static NavigableMap<List<Object>, Integer> cut(NavigableMap<List<Object>, Integer> part, List<Object> bound, boolean from) {
    if (compare(bound, part.firstKey()) <= 0) return from ? part : new TreeMap<>();
    if (compare(bound, part.lastKey()) > 0) return from ? new TreeMap<>() : part;
    return from ? part.tailMap(bound, true) : part.headMap(bound, false);
  }

  @Override
  public void add(Document document, Integer position, MongoCollection<Integer> collection) {
    var entries = entriesOf(document);
    if (entries.isEmpty()) without++;
    for (var entry : entries) positions.put(entry, position);
  }

  @Override
  public Integer remove(Document document) {
    var entries = entriesOf(document);
    if (entries.isEmpty()) without--;
    Integer position = null;
    for (var entry : entries) position = positions.remove(entry);
    return position;
  }

  @Override
  public long getCount() { return positions.size(); }
  @Override
  public void drop() { positions.clear(); }
}
