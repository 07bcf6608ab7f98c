import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.netty.channel.Channel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Isolation for one thread: at any moment the data are as one transaction sees them, or as everybody else does. What a
 * transaction wrote is taken out when somebody else speaks, and put back with its next statement. Of two transactions that
 * write one document the second is refused at once; a write outside of any goes through, and the transaction is refused.
 */
class Journal {
  /** MongoDB gives a transaction a minute. */
  private static final long LIMIT_NANOS = 10_000_000_000L;
  private final Set<Transaction> open = new HashSet<>();
  private final Map<Transaction.Key, Transaction> writers = new HashMap<>();
  /** The transaction whose writes are in the data now. */
  private Transaction in;
  private boolean moving;

  Transaction begin() {
    var transaction = new Transaction();
    open.add(transaction);
    return transaction;
  }

  /** From here on the data are as this one sees them; null stands for whoever is in none. */
  void enter(Transaction transaction) {
    if (in == transaction) return;
    if (in != null) takeOut();
    if (transaction == null) return;
    if (transaction.beaten) throw Refused.conflict();
    putIn(transaction);
  }

  /** Of the transaction that is in. */
  void keep(Transaction transaction) {
    in = null;
    forget(transaction);
  }

  void undo(Transaction transaction) {
    if (in == transaction) takeOut();
    forget(transaction);
  }

  void undoOld() {
    if (open.isEmpty()) return;
    var now = System.nanoTime();
    for (var transaction : List.copyOf(open)) if (now - transaction.since > LIMIT_NANOS) undo(transaction);
  }

  /** Of a client that is gone. */
  void undoFrom(Channel channel) {
    for (var transaction : List.copyOf(open)) if (transaction.from == channel) undo(transaction);
  }

  private void forget(Transaction transaction) {
    transaction.ended = true;
    open.remove(transaction);
    for (var key : transaction.before.keySet()) writers.remove(key, transaction);
  }

  /** Called after each write, with the document as it was. */
  void wrote(Recorded collection, Object id, Document before) {
    if (moving || open.isEmpty()) return;
    var key = new Transaction.Key(collection, id);
    if (in == null) {
      var owner = writers.get(key);
      if (owner != null) owner.beaten = true;
      return;
    }
    var owner = writers.putIfAbsent(key, in);
    if (owner == in) return;
    in.before.put(key, before);
    if (owner != null) throw Refused.conflict();
  }

  private void takeOut() {
    var transaction = in;
    in = null;
    transaction.after = exchange(transaction.before.keySet(), transaction.before);
  }

  private void putIn(Transaction transaction) {
    try {
      // Not what it took out last: somebody else who was refused may have changed that very object.
      transaction.before.putAll(exchange(transaction.after.keySet(), transaction.after));
      in = transaction;
    } catch (MongoServerError duplicate) {
      throw Refused.conflict();
    }
  }

  /** All out before the first goes in: they may have exchanged their unique keys. */
  private Map<Transaction.Key, Document> exchange(Set<Transaction.Key> keys, Map<Transaction.Key, Document> now) {
    moving = true;
    var was = new LinkedHashMap<Transaction.Key, Document>();
    try {
      for (var key : keys) was.put(key, key.collection().takeOut(key.id()));
      for (var key : keys) if (now.get(key) != null) key.collection().addDocument(now.get(key));
      return was;
    } catch (MongoServerError duplicate) {
      for (var key : keys) key.collection().takeOut(key.id());
      for (var key : keys) if (was.get(key) != null) key.collection().addDocument(was.get(key));
      throw duplicate;
    } finally {
      moving = false;
    }
  }
}
