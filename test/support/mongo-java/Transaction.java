import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an open transaction has written. */
class Transaction {
  /** A document of a collection. */
  record Key(Recorded collection, Object id) {}

  /** As each document was before; null for one that was not there. */
  final Map<Key, Document> before = new LinkedHashMap<>();
  /** As the transaction has left each, while it is out. */
  Map<Key, Document> after = Map.of();
  /** Somebody outside wrote one of the documents first. */
  boolean beaten;
  /** Kept or undone, by whomever. */
  boolean ended;
  final long since = System.nanoTime();
  /** Where its last statement came from. */
  Channel from;
}
