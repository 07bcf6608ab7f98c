import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.memory.MemoryCollection;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A collection that tells the journal of each write. */
class Recorded extends MemoryCollection {
  private final Journal journal;
  private final List<Ordered> ordered = new ArrayList<>();
  private Document only;

  Recorded(MongoDatabase database, String name, CollectionOptions options, CursorRegistry cursors, Journal journal) {
    super(database, name, options, cursors);
    this.journal = journal;
  }

  @Override
  public synchronized void addDocument(Document document) {
    super.addDocument(document);
    journal.wrote(this, document.get("_id"), null);
  }

  @Override
  public synchronized void removeDocument(Document document) {
    super.removeDocument(document);
    journal.wrote(this, document.get("_id"), document);
  }

  @Override
  protected void handleUpdate(Integer position, Document before, Document after) {
    journal.wrote(this, after.get("_id"), before);
  }

  /** Sizes cost an encoding of each document, twice for an update, and nobody asks for them. */
  @Override
  protected boolean tracksDataSize() { return false; }

  /** What the next batches of a cursor will give: as it is now, not as somebody has changed it in its place. */
  @Override
  protected Cursor createCursor(List<Document> remaining) {
    return super.createCursor(remaining.stream().map(Document::cloneDeeply).toList());
  }

  /** In the order of an index nothing has to be sorted, and no more is looked at than is asked for. */
  @Override
  protected QueryResult queryDocuments(Document query, Document order, int skip, int limit, int batch, Document fields) {
    for (var index : ordered) {
      var positions = limit > 0 ? index.inOrder(query, order) : null;
      if (positions != null) return matchDocuments(query, positions, null, skip, limit, batch, fields);
    }
    return super.queryDocuments(query, order, skip, limit, batch, fields);
  }

  @Override
  public void addIndex(Index<Integer> index) {
    super.addIndex(index);
    if (index instanceof Ordered one) ordered.add(one);
  }

  @Override
  public void dropIndex(String name) {
    super.dropIndex(name);
    ordered.removeIf(index -> index.getName().equals(name));
  }

  Document narrowed(Document query, Supplier<Document> command) {
    only = query;
    try {
      return command.get();
    } finally {
      only = null;
    }
  }

  @Override
  public Stream<Document> queryAllAsStream() {
    if (only == null) return super.queryAllAsStream();
    return StreamSupport.stream(queryDocuments(only, null, 0, 0, 0, null).spliterator(), false);
  }

  /** The document, which is no longer there; null when it was not. */
  Document takeOut(Object id) {
    for (var document : queryDocuments(new Document("_id", id), null, 0, 0, 0, null)) {
      removeDocument(document);
      return document;
    }
    return null;
  }
}
