package org.belfry.it.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.belfry.harness.Database;
import org.belfry.harness.FreePorts;
import org.belfry.it.client.Api;
import org.belfry.it.client.EventStream;
import org.belfry.it.client.LiveSocket;
import org.belfry.it.client.SocketIoClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database that goes back under live connections: a standby takes over that lacks the last
 * notifications, a backup is restored. Everybody ends up with what the store has.
 */
@Tag("faults")
class FailoverIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path directory;

  private final String user = "user-" + UUID.randomUUID();
  private final String calm = "user-" + UUID.randomUUID();
  private static Path files;
  private static Database database;
  private static TcpProxy network;
  private static TestNodes nodes;

  @BeforeAll
  static void start() throws Exception {
    files = directory.resolve("primary");
    database = Database.start(files, FreePorts.next());
    network = TcpProxy.to(database.port());
    var url = "jdbc:postgresql://127.0.0.1:" + network.port() + "/postgres?socketTimeout=10";
    nodes =
        new TestNodes(directory)
            .with(
                "a",
                Map.of(
                    "BELFRY_DB_URL",
                    url,
                    "BELFRY_DB_USER",
                    database.user(),
                    "BELFRY_COMPAT_ENABLED",
                    "true",
                    "BELFRY_LIVE_STORE_PATIENCE_SECONDS",
                    "120"));
    nodes.start("a");
  }

  @AfterAll
  static void stop() throws Exception {
    nodes.close();
    network.close();
    database.close();
  }

  private static Api api() {
    return nodes.node("a");
  }

  private static void send(String title, String... to) {
    var note = Map.of("to", List.of(to), "type", "test", "title", title);
    await("it is stored: " + title).atMost(PATIENCE).until(() -> api().send(note).status() == 201);
  }

  private static List<String> titles(Iterable<JsonNode> frames) {
    return StreamSupport.stream(frames.spliterator(), false)
        .map(frame -> frame.at("/item/title").asText())
        .toList();
  }

  /** One follower of each kind, and what has to be true of them. */
  private final class Audience implements AutoCloseable {

    final String token = api().token(user);
    final LiveSocket socket = LiveSocket.connect(api(), token, "").awaitCaughtUp();
    final LiveSocket calmSocket = LiveSocket.connect(api(), api().token(calm), "").awaitCaughtUp();
    final EventStream stream = EventStream.connect(api(), token, "");
    final SocketIoClient socketIo = new SocketIoClient(api(), "", "{\"token\":\"" + token + "\"}");
    final SocketIoClient contract = new SocketIoClient(api(), "&token=" + token, "");
    final String epoch = socket.await("hello").get("epoch").asText();
    java.util.concurrent.CompletableFuture<Api.Answer> poll;

    /** All of them have had five notifications; the last two will be lost. */
    void hear(Runnable beforeTheLost) {
      send("1", user, calm);
      send("2", user);
      send("3", user);
      beforeTheLost.run();
      send("lost 4", user);
      send("lost 5", user);
      socket.awaitHead(5);
      stream.awaitHead(5);
      socketIo.await("notification", 5);
      contract.await("message", 5);
      poll = api().later("GET", changes(5, 30), token, null);
      await("the poll is waiting").atMost(PATIENCE).until(() -> connections() == 5);
    }

    private String changes(long after, int wait) {
      return "/api/v1/inbox/changes?epoch=" + epoch + "&after=" + after + "&wait=" + wait;
    }

    private int connections() {
      var presence = api().get("/api/v1/users/" + user + "/presence", api().senderKey());
      return presence.body().get("connections").asInt();
    }

    /** The store is back, without the last two, and gives their numbers out again. */
    void endUpWithWhatTheStoreHas() {
      send("4", user, calm);
      assertThat(poll.join().status()).isEqualTo(410);
      var reset = socket.await("reset");
      assertThat(stream.await("reset").get("epoch")).isEqualTo(reset.get("epoch"));
      assertThat(socketIo.await("reset", 1).get(0).get("epoch")).isEqualTo(reset.get("epoch"));
      send("5", user);
      send("6", user);
      socket.awaitHead(6);
      stream.awaitHead(6);
      var inbox = api().get("/api/v1/inbox", token).body();
      assertThat(inbox.get("items"))
          .extracting(item -> item.get("title").asText())
          .containsExactly("6", "5", "4", "3", "2", "1");
      assertThat(inbox.get("epoch").asText()).isNotEqualTo(epoch);
      // what the list does not have yet comes by the stream, once, and none of it is lost
      for (var heard :
          List.of(
              titles(socket.frames("notification")),
              titles(stream.frames("notification")),
              titles(socketIo.await("notification", 7)))) {
        assertThat(heard).startsWith("1", "2", "3", "lost 4", "lost 5").endsWith("5", "6");
        assertThat(heard).doesNotHaveDuplicates();
      }
      assertThat(socket.frames("reset")).hasSize(1);
      assertThat(stream.lastId()).isEqualTo(inbox.get("epoch").asText() + ":6");
      // clients of old contracts know no reset, and are told all that is unread
      await("what is unread, once more")
          .atMost(PATIENCE)
          .until(
              () ->
                  contract.events("message").stream()
                      .map(item -> item.path("title").asText())
                      .toList()
                      .containsAll(List.of("4", "5", "6")));
    }

    /** Who has seen nothing that is lost goes on. */
    void goOnWhereNothingIsLost() {
      calmSocket.awaitHead(2);
      assertThat(titles(calmSocket.frames("notification"))).containsExactly("1", "4");
      assertThat(calmSocket.frames("reset")).isEmpty();
      var told = calmSocket.await("caught-up", frame -> isCaughtUpAt(frame, 2));
      assertThat(told.get("epoch"))
          .isEqualTo(api().get("/api/v1/inbox/counts", api().token(calm)).body().get("epoch"));
    }

    private static boolean isCaughtUpAt(JsonNode frame, long head) {
      return frame.get("event").asText().equals("caught-up") && frame.get("head").asLong() == head;
    }

    /** Those who were asleep meanwhile, too. */
    void cursorsAreGoodUpToTheForkAndVoidBeyond() {
      assertThat(api().get(changes(5, 0), token).status()).isEqualTo(410);
      assertThat(api().get(changes(4, 0), token).status()).isEqualTo(410);
      var goesOn = api().get(changes(3, 0), token);
      assertThat(titles(goesOn.body().get("changes"))).containsExactly("4", "5", "6");
      var back = LiveSocket.connect(api(), token, "&epoch=" + epoch + "&after=5").awaitCaughtUp();
      assertThat(back.frames("reset")).hasSize(1);
      assertThat(back.frames("notification")).isEmpty();
      back.close();
      var older = LiveSocket.connect(api(), token, "&epoch=" + epoch + "&after=2").awaitCaughtUp();
      assertThat(titles(older.frames("notification"))).containsExactly("3", "4", "5", "6");
      assertThat(older.frames("reset")).isEmpty();
      older.close();
    }

    @Override
    public void close() {
      socket.abort();
      calmSocket.abort();
      stream.close();
      socketIo.close();
      contract.close();
    }
  }

  @Test
  void an_asynchronous_standby_takes_over_that_lacks_the_last_notifications() throws Exception {
    var replication = TcpProxy.to(database.port());
    var copy = directory.resolve("standby");
    Copies.standby(database, files, copy, replication.port());
    var standby = Database.start(copy, FreePorts.next());
    try (var audience = new Audience()) {
      audience.hear(
          () -> {
            await("the standby has it")
                .atMost(PATIENCE)
                .until(
                    () ->
                        sql(standby, "select head from inbox where user_id = '" + user + "'")
                            .equals("3"));
            replication.cut();
          });
      database.close();
      database = standby;
      files = copy;
      network.lead(standby.port());
      // a pool that came back to a server that only reads must not stay with it
      assertThat(api().send(Map.of("to", List.of(user), "type", "test")).status()).isEqualTo(503);
      assertThat(sql(standby, "select pg_promote()")).isEqualTo("t");
      audience.endUpWithWhatTheStoreHas();
      audience.goOnWhereNothingIsLost();
      audience.cursorsAreGoodUpToTheForkAndVoidBeyond();
    } finally {
      replication.close();
    }
  }

  /** The same timeline, and no other server: a copy of the files is started again. */
  @Test
  void a_backup_of_the_files_is_restored() throws Exception {
    try (var audience = new Audience()) {
      var port = database.port();
      var backup = directory.resolve("backup");
      audience.hear(() -> backUp(backup));
      database.close();
      database = Database.start(backup, port);
      files = backup;
      audience.endUpWithWhatTheStoreHas();
      audience.goOnWhereNothingIsLost();
      audience.cursorsAreGoodUpToTheForkAndVoidBeyond();
    }
  }

  private static void backUp(Path to) {
    try {
      Copies.backup(database, files, to);
    } catch (IOException | SQLException e) {
      throw new AssertionError("no backup", e);
    }
  }

  private static String sql(Database database, String query) throws Exception {
    try (var connection = DriverManager.getConnection(database.url(), database.user(), "")) {
      return Copies.text(connection, query);
    }
  }
}
