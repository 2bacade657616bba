package org.belfry.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.belfry.harness.FreePorts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped {@code docker/nginx.conf} in a real nginx, before nodes that answer as told. */
class NginxTest {

  private static final String MISSING = "nginx is not installed (Debian: nginx-light)";

  /** A node that answers everything with one status, and notes what it was asked. */
  private static final class Node implements AutoCloseable {

    final List<String> upgrades = new CopyOnWriteArrayList<>();
    volatile int status = 200;
    private final HttpServer server;

    Node() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::answer);
      server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
      upgrades.add(String.valueOf(exchange.getRequestHeaders().getFirst("Upgrade")));
      exchange.getRequestBody().readAllBytes();
      var body = ("node " + status).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Retry-After", "7");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    }

    int port() {
      return server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  @TempDir private Path directory;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port = FreePorts.next();
  private Node first;
  private Node second;
  private Process nginx;

  @BeforeEach
  void start() throws IOException {
    var program = program();
    assumeTrue(program != null, MISSING);
    first = new Node();
    second = new Node();
    var configuration =
        Files.readString(Path.of("docker/nginx.conf"))
            .replace("belfry-1:8080", "127.0.0.1:" + first.port())
            .replace("belfry-2:8080", "127.0.0.1:" + second.port())
            .replace("listen 8080;", "listen 127.0.0.1:" + port + ";")
            .replace("/dev/stderr", directory.resolve("error.log").toString())
            .replace("/dev/stdout", directory.resolve("access.log").toString())
            .replace("worker_processes auto;", "worker_processes 1; daemon off; pid nginx.pid;")
            .replace("worker_rlimit_nofile 65536;", "")
            .replace("worker_connections 30000;", "worker_connections 200;");
    Files.writeString(directory.resolve("nginx.conf"), configuration);
    nginx =
        new ProcessBuilder(
                program, "-p", directory.toString(), "-c", "nginx.conf", "-e", "start.log")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output.log").toFile())
            .start();
    Awaitility.await("nginx listens").until(this::listens);
  }

  /** Debian has it where only root looks. */
  private static String program() {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
        .map(folder -> new File(folder, "nginx"))
        .filter(File::canExecute)
        .map(File::getPath)
        .findFirst()
        .orElse(null);
  }

  private boolean listens() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (nginx != null) {
      nginx.destroy();
      nginx.waitFor();
      first.close();
      second.close();
    }
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void while_the_database_is_away_the_nodes_own_503_comes_through_and_nothing_after_it()
      throws Exception {
    first.status = 503;
    second.status = 503;
    for (var i = 0; i < 10; i++) {
      var answer = get("/api/v1/inbox");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).isEqualTo("node 503");
      assertThat(answer.headers().firstValue("Retry-After")).contains("7");
    }
    first.status = 200;
    second.status = 200;
    for (var i = 0; i < 10; i++) {
      assertThat(get("/api/v1/inbox").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void what_a_stopping_node_refuses_goes_to_the_other() throws Exception {
    first.status = 503;
    for (var i = 0; i < 10; i++) {
      assertThat(get("/api/v1/inbox").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void with_no_node_at_all_it_says_so_as_a_node_would() throws Exception {
    first.close();
    second.close();
    var answer = get("/api/v1/inbox");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("Retry-After")).contains("2");
    assertThat(answer.body()).contains("\"code\":\"no-node\"");
  }

  @Test
  void an_event_source_is_told_to_come_back_whatever_the_nodes_answer() throws Exception {
    first.status = 503;
    second.status = 503;
    assertComesBack(get("/api/v1/live?access_token=secret"));
    first.close();
    second.close();
    var pauses = new TreeSet<String>();
    for (var i = 0; i < 30; i++) {
      pauses.add(assertComesBack(get("/api/v1/live?access_token=secret")));
    }
    assertThat(pauses).as("all at once").hasSizeGreaterThan(2);
  }

  private static String assertComesBack(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
    assertThat(answer.body())
        .matches(
            "retry: (\\d{4}|1[0-5]\\d{3})\nevent: goodbye\n"
                + "data: \\{\"code\":4000,\"reason\":\"server restarting\"}\n\n");
    return answer.body().substring(0, answer.body().indexOf('\n'));
  }

  @Test
  void what_a_node_says_of_a_stream_otherwise_comes_through() throws Exception {
    first.status = 401;
    second.status = 401;
    assertThat(get("/api/v1/live").statusCode()).isEqualTo(401);
  }

  @Test
  void only_a_websocket_is_upgraded() throws Exception {
    raw("GET /ws HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: WebSocket\r\n\r\n");
    raw(
        "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");
    assertThat(Stream.concat(first.upgrades.stream(), second.upgrades.stream()))
        .containsExactlyInAnyOrder("websocket", "null");
  }

  private void raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
  }

  @Test
  void metrics_and_the_console_are_not_for_the_outside() throws Exception {
    for (var path :
        List.of(
            "/metrics",
            "//metrics",
            "/%6detrics",
            "/console",
            "/console/",
            "/x/../console/",
            "/api/v1/console/overview")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(get("/api/v1/users/console/presence").statusCode()).isEqualTo(200);
  }

  @Test
  void a_token_reaches_no_log() throws Exception {
    get("/api/v1/inbox?access_token=secret-of-ada");
    client.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/api/v1/inbox?access_token=secret-of-ada"))
            .POST(BodyPublishers.ofByteArray(new byte[11 * 1024 * 1024]))
            .build(),
        BodyHandlers.ofString());
    first.close();
    second.close();
    get("/ws?access_token=secret-of-ada", "X-Any", "1");
    try (var logs = Files.list(directory)) {
      for (var log : logs.filter(file -> file.toString().endsWith(".log")).toList()) {
        assertThat(Files.readString(log)).as(log.toString()).doesNotContain("secret-of-ada");
      }
    }
    assertThat(Files.readString(directory.resolve("access.log"))).contains("GET /api/v1/inbox 200");
  }
}
