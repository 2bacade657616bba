package org.belfry.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of the loopback address that nobody listens on at this moment. */
public final class FreePorts {

  private FreePorts() {}

  /** Answers a port; the next caller may get the same one until something listens on it. */
  public static int next() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("No free port", e);
    }
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
