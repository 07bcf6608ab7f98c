import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;

/** mongo-java-server on a free loopback port, which it prints. Ends when its standard input does. */
public class Server {
  public static void main(String[] args) throws Exception {
    var backend = new MemoryBackend();
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
