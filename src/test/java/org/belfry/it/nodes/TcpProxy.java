package org.belfry.it.nodes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A network between two programs of this machine that can stand still, lag, or be cut. */
final class TcpProxy implements AutoCloseable {

  private final ServerSocket listening;
  private volatile int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean silent;
  private volatile boolean refusing;
  private volatile Duration delay = Duration.ZERO;

  private TcpProxy(ServerSocket listening, int target) {
    this.listening = listening;
    this.target = target;
  }

  static TcpProxy to(int port) throws IOException {
    var proxy = new TcpProxy(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), port);
    start(proxy::accept);
    return proxy;
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Leads those who connect from now on to another port. */
  void lead(int port) {
    target = port;
  }

  /** Nothing passes any more, in any direction; connections stay, as after a pulled cable. */
  void silence() {
    silent = true;
  }

  /** Ends all connections and refuses new ones, as a firewall does that rejects. */
  void cut() {
    refusing = true;
    open.forEach(TcpProxy::close);
  }

  /** Every piece arrives later by this. */
  void delay(Duration by) {
    delay = by;
  }

  /** Works again; what stood still goes on. */
  void heal() {
    silent = false;
    refusing = false;
    delay = Duration.ZERO;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        var client = listening.accept();
        open.add(client);
        if (refusing) {
          close(client);
        } else {
          connect(client);
        }
      } catch (IOException e) {
        // the proxy is closed, or the target is away: the client finds out
      }
    }
  }

  private void connect(Socket client) throws IOException {
    var server = new Socket();
    try {
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 1_000);
    } catch (IOException e) {
      close(client);
      throw e;
    }
    open.add(server);
    start(() -> pump(client, server));
    start(() -> pump(server, client));
  }

  private void pump(Socket from, Socket to) {
    var buffer = new byte[16_384];
    try {
      var in = from.getInputStream();
      var out = to.getOutputStream();
      for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        LockSupport.parkNanos(delay.toNanos());
        while (silent && !from.isClosed()) {
          LockSupport.parkNanos(10_000_000);
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // the other side learns of it by the close
    } finally {
      close(from);
      close(to);
      open.remove(from);
      open.remove(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void start(Runnable work) {
    var thread = new Thread(work, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cut();
  }
}
