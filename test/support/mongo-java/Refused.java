import de.bwaldvogel.mongo.bson.Document;
import java.util.List;

/** Ends a transaction: the client may begin it again from its start. */
class Refused extends RuntimeException {
  private final int code;
  private final String name;

  private Refused(int code, String name) {
    super(name, null, false, false);
    this.code = code;
    this.name = name;
  }

  static Refused conflict() { return new Refused(112, "WriteConflict"); }

  static Refused noSuchTransaction() { return new Refused(251, "NoSuchTransaction"); }

  Document answer() {
    return new Document("ok", 0)
      .append("errmsg", name)
      .append("code", code)
      .append("codeName", name)
      .append("errorLabels", List.of("TransientTransactionError"));
  }
}
