package org.belfry.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * What a proxy has before it in these tests: answers all with one status and notes what it was
 * asked, word by word; streams what is a stream, and upgrades what is an upgrade.
 */
final class ProxiedNode implements AutoCloseable {

  /** A request as it came. */
  record Seen(String line, Map<String, String> headers, long body) {

    String header(String name) {
      return headers.get(name.toLowerCase(Locale.ROOT));
    }
  }

  final List<Seen> seen = new CopyOnWriteArrayList<>();
  volatile int status = 200;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  ProxiedNode() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    thread(this::accept);
  }

  private static void thread(Runnable work) {
    var thread = new Thread(work, "proxied-node");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        var socket = server.accept();
        open.add(socket);
        if (server.isClosed()) {
          socket.close();
        }
        thread(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new BufferedInputStream(socket.getInputStream());
      var out = socket.getOutputStream();
      while (answer(in, out)) {
        out.flush();
      }
    } catch (IOException e) {
      // hung up on
    }
  }

  /** Returns whether another request may come on this connection. */
  private boolean answer(InputStream in, OutputStream out) throws IOException {
    var line = line(in);
    if (line == null) {
      return false;
    }
    var headers = new LinkedHashMap<String, String>();
    for (var header = line(in); header != null && !header.isEmpty(); header = line(in)) {
      var colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    var length = body(in, headers);
    var path = line.split(" ")[1];
    if (path.startsWith("/health/ready")) {
      write(out, status, "ready " + status);
      return true;
    }
    seen.add(new Seen(line, headers, length));
    if (status == 200 && "websocket".equalsIgnoreCase(headers.get("upgrade"))) {
      tunnel(in, out);
      return false;
    }
    if (status == 200 && path.contains("/api/v1/live")) {
      stream(out);
      return false;
    }
    write(out, status, "node " + status);
    return true;
  }

  private static void write(OutputStream out, int status, String body) throws IOException {
    var text =
        "HTTP/1.1 %d Any\r\nRetry-After: 7\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(status, body.length(), body);
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /** Echoes. */
  private static void tunnel(InputStream in, OutputStream out) throws IOException {
    // the answer to the one key that these tests use
    var answer =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    out.write(answer.getBytes(StandardCharsets.US_ASCII));
    out.flush();
    for (var c = in.read(); c >= 0; c = in.read()) {
      out.write(c);
      out.flush();
    }
  }

  /** One event, and the next when nobody believes in it any more. */
  private void stream(OutputStream out) throws IOException {
    out.write(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n"
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
    while (!server.isClosed()) {
      LockSupport.parkNanos(50_000_000);
    }
  }

  private static long body(InputStream in, Map<String, String> headers) throws IOException {
    if (!"chunked".equals(headers.get("transfer-encoding"))) {
      var length = Long.parseLong(headers.getOrDefault("content-length", "0"));
      in.skipNBytes(length);
      return length;
    }
    var all = 0L;
    while (true) {
      var size = Long.parseLong(line(in), 16);
      in.skipNBytes(size);
      line(in);
      if (size == 0) {
        return all;
      }
      all += size;
    }
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (var c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return null;
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (var socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
