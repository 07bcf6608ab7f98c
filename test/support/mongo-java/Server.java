import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import java.net.InetSocketAddress;
import java.util.List;

/** mongo-java-server with transactions, on a free loopback port, which it prints. Ends when its standard input does. */
public class Server {
  public static void main(String[] args) throws Exception {
    var backend = new ReplicaSet();
    backend.version(new MongoVersion() {
      public List<Integer> getVersionArray() { return List.of(7, 0, 0, 0); }
      public int getWireVersion() { return 21; }
    });
    var server = new MongoServer(backend);
    // One thread does everything: a command, and the writing of its answer, is never seen half done.
    server.bind(new InetSocketAddress("127.0.0.1", 0), 1, 1);
    var port = server.getLocalAddress().getPort();
    backend.address = "127.0.0.1:" + port;
    System.out.println(port);
    while (System.in.read() >= 0);
    server.shutdownNow();
  }
}
