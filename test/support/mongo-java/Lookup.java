import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;

/** An index that only finds: nothing in it is unique. */
abstract class Lookup extends Index<Integer> {
  Lookup(String name, List<IndexKey> keys) { super(name, keys, true); }

  @Override
  public void updateInPlace(Document before, Document after, Integer position, MongoCollection<Integer> collection) {
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
  public long getDataSize() { return 0; }
}
