package org.belfry.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
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
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.belfry.harness.FreePorts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every configuration in {@code docker/} promises of a proxy in front of two nodes; each is
 * tried in the real program.
 */
@Tag("programs")
abstract class ProxyContract {

  private static final String SECRET = "secret-of-ada";

  /** The idle time of the shipped configuration is 120 s; of the one that is tried, this. */
  static final int IDLE_SECONDS = 3;

  @TempDir Path directory;
  final int port = FreePorts.next();
  ProxiedNode first;
  ProxiedNode second;
  private Process proxy;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Its name as a command. */
  abstract String program();

  /** The Debian package that has it. */
  abstract String debian();

  /** Writes the configuration for this port and these nodes; the command to start it with. */
  abstract List<String> prepare(String program) throws IOException;

  @BeforeEach
  void start() throws IOException {
    var program = found();
    assumeTrue(program != null, () -> program() + " is not installed (Debian: " + debian() + ")");
    first = new ProxiedNode();
    second = new ProxiedNode();
    var builder =
        new ProcessBuilder(prepare(program))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output.log").toFile());
    builder.environment().put("HOME", directory.toString());
    proxy = builder.start();
    await(program() + " serves").until(() -> !proxy.isAlive() || serves());
    assertThat(proxy.isAlive()).as(Files.readString(directory.resolve("output.log"))).isTrue();
  }

  /** Debian has some where only root looks. */
  private String found() {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
        .map(folder -> new File(folder, program()))
        .filter(File::canExecute)
        .map(File::getPath)
        .findFirst()
        .orElse(null);
  }

  private boolean serves() {
    try {
      return get("/").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (proxy != null) {
      proxy.destroy();
      assertThat(proxy.waitFor(20, TimeUnit.SECONDS)).as("it stops").isTrue();
      first.close();
      second.close();
    }
  }

  final HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  final HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return client.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  final HttpResponse<String> get(String path) throws IOException {
    return send(request(path));
  }

  private Stream<ProxiedNode.Seen> seen() {
    return Stream.concat(first.seen.stream(), second.seen.stream());
  }

  @Test
  void a_node_sees_the_host_with_its_port_the_path_as_it_was_and_a_body_that_is_whole()
      throws Exception {
    assertThat(get("/inbox/api/v1/inbox?limit=3").statusCode()).isEqualTo(200);
    var bytes = 8 * 1024 * 1024;
    send(request("/api/v1/notifications").POST(BodyPublishers.ofByteArray(new byte[bytes])));
    assertThat(seen())
        .allSatisfy(seen -> assertThat(seen.header("Host")).isEqualTo("127.0.0.1:" + port))
        .anySatisfy(
            seen -> assertThat(seen.line()).isEqualTo("GET /inbox/api/v1/inbox?limit=3 HTTP/1.1"))
        .anySatisfy(seen -> assertThat(seen.body()).isEqualTo(bytes));
  }

  @Test
  void while_the_database_is_away_clients_are_told_503_and_nothing_after_it() throws Exception {
    first.status = 503;
    second.status = 503;
    for (var i = 0; i < 10; i++) {
      var answer = get("/api/v1/inbox");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.body()).doesNotContain("<");
    }
    first.status = 200;
    second.status = 200;
    await("the nodes are back")
        .atMost(Duration.ofSeconds(3))
        .until(() -> get("/api/v1/inbox").statusCode() == 200);
    for (var i = 0; i < 10; i++) {
      assertThat(get("/api/v1/inbox").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void what_a_stopping_node_refuses_goes_to_the_other_soon_and_then_all() throws Exception {
    first.status = 503;
    // some in a row may reach the other by chance
    await("it is left out")
        .atMost(Duration.ofSeconds(20))
        .until(() -> IntStream.range(0, 30).allMatch(i -> is200("/api/v1/inbox")));
  }

  private boolean is200(String path) {
    try {
      return get(path).statusCode() == 200;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_node_that_is_gone_is_noticed_by_nobody() throws Exception {
    first.close();
    for (var i = 0; i < 10; i++) {
      assertThat(get("/api/v1/inbox").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void with_no_node_at_all_it_says_so_as_a_node_would() throws Exception {
    first.close();
    second.close();
    var answer = get("/api/v1/inbox");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("Retry-After")).contains("2");
    assertThat(answer.body()).contains("\"code\":\"no-node\"");
  }

  @Test
  void an_event_source_is_told_to_come_back_whatever_the_nodes_answer() throws Exception {
    first.status = 503;
    second.status = 503;
    assertComesBack("/api/v1/live?access_token=" + SECRET);
    assertComesBack("/inbox/api/v1/live?access_token=" + SECRET);
    first.close();
    second.close();
    assertComesBack("/api/v1/live?access_token=" + SECRET);
  }

  private void assertComesBack(String path) throws Exception {
    var answer = get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
  }

  /** That all do not come back at once. */
  final void assertPausesDiffer() throws IOException {
    var pauses = new TreeSet<String>();
    for (var i = 0; i < 30; i++) {
      var body = get("/api/v1/live?access_token=" + SECRET).body();
      assertThat(body)
          .matches(
              "retry: (\\d{4}|1[0-5]\\d{3})\nevent: goodbye\n"
                  + "data: \\{\"code\":4000,\"reason\":\"server restarting\"}\n\n");
      pauses.add(body.substring(0, body.indexOf('\n')));
    }
    assertThat(pauses).as("all at once").hasSizeGreaterThan(2);
  }

  @Test
  void what_a_node_says_of_a_stream_otherwise_comes_through() throws Exception {
    first.status = 401;
    second.status = 401;
    // who only looks at health would find none
    assertThat(get("/api/v1/live").statusCode()).isIn(401, 200);
  }

  @Test
  void only_a_websocket_is_upgraded() throws Exception {
    var settings = "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n";
    raw("GET /a HTTP/1.1\r\nHost: a\r\nConnection: upgrade, HTTP2-Settings\r\n" + settings + "\r\n")
        .close();
    try (var socket = raw(handshake("/ws"))) {
      assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 101");
    }
    assertThat(seen().map(seen -> String.valueOf(seen.header("Upgrade"))))
        .contains("websocket", "null")
        .doesNotContain("h2c");
    assertThat(seen()).noneMatch(seen -> seen.header("HTTP2-Settings") != null);
  }

  private static String handshake(String path) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  }

  private Socket raw(String request) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(15_000);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    if (!request.contains("websocket") && !request.contains("/live")) {
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
    return socket;
  }

  /** The headers of an answer. */
  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      var c = in.read();
      if (c < 0) {
        throw new IOException("it ended after: " + head);
      }
      head.append((char) c);
    }
    return head.toString();
  }

  /** The event arrives while the stream goes on; and silence ends neither before its time. */
  @Test
  void events_and_frames_come_at_once_and_silence_is_borne_as_long_as_it_says() throws Exception {
    try (var socket = raw(handshake("/ws?access_token=" + SECRET));
        var stream = raw("GET /api/v1/live HTTP/1.1\r\nHost: a\r\n\r\n")) {
      assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 101");
      assertThat(head(stream.getInputStream())).contains("text/event-stream");
      var event = new String(stream.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      assertThat(event).contains("data: 1");
      // what is tried is that nothing happens for so long
      Thread.sleep(1_000 * (IDLE_SECONDS - 1));
      socket.getOutputStream().write('x');
      assertThat(socket.getInputStream().read()).isEqualTo('x');
      if (endsSilence()) {
        // the time in the configuration is the one that counts
        var begun = System.nanoTime();
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        assertThat(Duration.ofNanos(System.nanoTime() - begun).toSeconds())
            .isBetween(IDLE_SECONDS - 2L, 12L);
      }
    }
  }

  /** Whether it has a time after which it hangs up on a WebSocket that is silent. */
  boolean endsSilence() {
    return true;
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
            "/api/v1/console/overview",
            "/inbox/metrics",
            "/inbox/console/",
            "/inbox/api/v1/console/overview")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(get("/api/v1/users/console/presence").statusCode()).isEqualTo(200);
    assertThat(seen())
        .noneMatch(seen -> seen.line().matches("GET (/inbox)?/(metrics|console|api/v1/console).*"));
  }

  @Test
  void a_token_reaches_no_log() throws Exception {
    var query = "/api/v1/inbox?access_token=" + SECRET;
    get(query);
    send(request(query).POST(BodyPublishers.ofByteArray(new byte[9 * 1024 * 1024])));
    try {
      send(request(query).POST(BodyPublishers.ofByteArray(new byte[11 * 1024 * 1024])));
    } catch (IOException e) {
      // hung up on before the end
    }
    raw("GET /ws?access_token=" + SECRET + " HTTP/1.1\r\nHost: a\r\nBad Header: b\r\n\r\n").close();
    first.close();
    second.close();
    get("/ws?access_token=" + SECRET);
    await("a line for each").until(() -> logs().contains("/ws"));
    assertThat(logs()).contains("/api/v1/inbox").doesNotContain(SECRET);
  }

  private String logs() throws IOException {
    var all = new StringBuilder();
    try (var logs = Files.list(directory)) {
      for (var log : logs.filter(file -> file.toString().endsWith(".log")).toList()) {
        all.append(Files.readString(log));
      }
    }
    return all.toString();
  }
}
