package org.belfry.bench.load;

import java.net.InetSocketAddress;

/** Where a server listens and how it is spoken to. */
public record Server(int port, String senderKey, Dialect dialect) {

  public InetSocketAddress address() {
    return new InetSocketAddress("127.0.0.1", port);
  }

  public String host() {
    return "localhost:" + port;
  }
}
