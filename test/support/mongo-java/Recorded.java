import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.memory.MemoryCollection;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;

/** A collection that tells the journal of each write. */
class Recorded extends MemoryCollection {
  private final Journal journal;

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

  /** What the next batches of a cursor will give: as it is now, not as somebody has changed it in its place. */
  @Override
  protected Cursor createCursor(List<Document> remaining) {
    return super.createCursor(remaining.stream().map(Document::cloneDeeply).toList());
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
