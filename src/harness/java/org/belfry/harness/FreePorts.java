package org.belfry.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback address that nobody listens on at this moment. */
public final class FreePorts {

  /**
   * Below those that systems give to outgoing connections: one of these could take the port in the
   * seconds until a server listens on it, and WildFly does not start without its management port.
   */
  private static final int LOWEST = 20_000;

  private static final int COUNT = 10_000;
  private static final int ATTEMPTS = 100;

  private FreePorts() {}

  /** Answers a port; another caller may get the same one until something listens on it. */
  public static int next() {
    IOException last = null;
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        return requireFree(LOWEST + ThreadLocalRandom.current().nextInt(COUNT));
      } catch (IOException e) {
        last = e;
      }
    }
    throw new UncheckedIOException("No free port", last);
  }

  /** Fails if somebody listens there: their answers would be taken for those of our server. */
  static int requireFree(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (BindException e) {
      throw new IOException("Port " + port + " is taken; BELFRY_HTTP_PORT chooses another.", e);
    }
  }
}
