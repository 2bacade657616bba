package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.belfry.it.client.EngineWire;
import org.belfry.it.client.LiveSocket;
import org.belfry.it.client.SilentSocket;
import org.junit.jupiter.api.Test;

/** What one of them asks for with all his might, on many connections; the others notice nothing. */
class HostileSocketsIT extends BelfryIT {

  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  private final String user = someone();

  /**
   * Health, a send by another and a read by another are answered within a second, several times.
   */
  private void othersAreServed() {
    var other = someone();
    var token = api().token(other);
    for (var i = 0; i < 5; i++) {
      var seq = i + 1;
      atOnce(() -> assertThat(api().get("/health/ready", null).status()).isEqualTo(200));
      atOnce(() -> send("n" + seq, other));
      atOnce(
          () ->
              assertThat(
                      api()
                          .post("/api/v1/inbox/read", token, Map.of("upTo", 1_000))
                          .body()
                          .get("unread")
                          .asInt())
                  .isZero());
    }
  }

  private static void atOnce(Runnable act) {
    var begun = System.nanoTime();
    act.run();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(AT_ONCE);
  }

  @Test
  void one_who_commands_on_forty_sockets_at_full_speed_only_hurts_himself() {
    othersAreServed();
    IntStream.range(0, 5).forEach(i -> send("n" + i, user));
    var token = api().token(user);
    var sockets =
        IntStream.range(0, 40).mapToObj(i -> LiveSocket.connect(api(), token, "")).toList();
    sockets.forEach(LiveSocket::awaitCaughtUp);
    var flood =
        sockets.stream()
            .map(
                socket ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (var i = 0; i < 2_000 && socket.isOpen(); i++) {
                            var act = i % 2 == 0 ? "read" : "unread";
                            socket.send("{\"cmd\":\"%s\",\"seqs\":[1,2,3]}".formatted(act));
                          }
                        }))
            .toList();
    othersAreServed();
    flood.forEach(one -> one.exceptionally(error -> null).join());
    assertThat(sockets.stream().flatMap(socket -> socket.frames("error").stream()))
        .isNotEmpty()
        .allMatch(error -> error.get("code").asText().equals("rate-limited"));
    sockets.forEach(LiveSocket::abort);
    // nothing of it is carried out when nobody is there any more
    Awaitility.await()
        .until(() -> !api().get(presence(), api().senderKey()).body().get("online").asBoolean());
    var head = head(token);
    Awaitility.await().during(Duration.ofSeconds(1)).until(() -> head(token) == head);
  }

  private String presence() {
    return "/api/v1/users/" + user + "/presence";
  }

  /** Asks until it is told: the bucket may be empty yet. */
  private long head(String token) {
    return Awaitility.await()
        .until(() -> api().get("/api/v1/inbox?limit=1", token), answer -> answer.status() == 200)
        .body()
        .get("head")
        .asLong();
  }

  @Test
  void who_goes_on_although_he_is_told_that_it_is_too_much_is_sent_away() throws Exception {
    var socket = LiveSocket.connect(api(), api().token(user), "").awaitCaughtUp();
    for (var i = 0; i < 5_000 && socket.isOpen(); i++) {
      try {
        socket.send("{\"cmd\":\"read\",\"upTo\":0}");
      } catch (RuntimeException e) {
        break;
      }
    }
    assertThat(socket.awaitClose()).isEqualTo(4429);
  }

  @Test
  void acts_over_rest_count_too_and_are_told_when_to_come_back() {
    var token = api().token(user);
    var answers =
        IntStream.range(0, 400)
            .mapToObj(i -> api().later("POST", "/api/v1/inbox/read", token, Map.of("upTo", 0)))
            .toList();
    othersAreServed();
    var refused =
        answers.stream().map(CompletableFuture::join).filter(a -> a.status() != 200).toList();
    assertThat(refused)
        .isNotEmpty()
        .allMatch(answer -> answer.status() == 429 || answer.status() == 503)
        .allMatch(answer -> answer.header("Retry-After") != null);
  }

  @Test
  void the_oldest_connection_of_a_user_makes_way_for_one_too_many() throws Exception {
    var token = api().token(user);
    var sockets = new ArrayList<LiveSocket>();
    for (var i = 0; i < 101; i++) {
      sockets.add(LiveSocket.connect(api(), token, "").awaitCaughtUp());
    }
    assertThat(sockets.get(0).awaitClose()).isEqualTo(4408);
    assertThat(sockets.subList(1, 101)).allMatch(LiveSocket::isOpen);
    sockets.forEach(LiveSocket::abort);
  }

  private static final String JOIN = "40{\"token\":\"%s\"}";

  private String joined(EngineWire wire) {
    var session = wire.open(4);
    wire.post(session, JOIN.formatted(api().token(user)));
    until(wire, session, "caught-up");
    return session;
  }

  /** Fetches until this has come; what came is the answer. */
  private static String until(EngineWire wire, String session, String what) {
    var came = new StringBuilder();
    while (!came.toString().contains(what)) {
      var answer = wire.get(session);
      assertThat(answer.statusCode()).as(came + " and then " + answer.body()).isEqualTo(200);
      came.append(answer.body());
    }
    return came.toString();
  }

  @Test
  void thousands_of_commands_in_one_post_are_no_more_than_on_a_websocket() {
    othersAreServed();
    var wire = new EngineWire(URI.create(api().base() + "/socket.io/"));
    var sessions = IntStream.range(0, 4).mapToObj(i -> joined(wire)).toList();
    var commands = "42[\"read\",{\"upTo\":0}]\u001e".repeat(3_900) + "42[\"read\",{\"upTo\":0}]";
    var posts =
        sessions.stream()
            .map(session -> CompletableFuture.supplyAsync(() -> wire.post(session, commands)))
            .toList();
    othersAreServed();
    posts.forEach(post -> assertThat(post.join().statusCode()).isIn(200, 400));
    for (var session : sessions) {
      assertThat(until(wire, session, "\"goodbye\"")).contains("4429").contains("rate-limited");
    }
  }

  /** Payara's server gathers frames before it hands them on: it is told how large they may grow. */
  @Test
  void a_frame_that_does_not_end_is_kept_only_in_part() throws Exception {
    try (var socket = new SilentSocket(api(), api().token(user))) {
      socket.beginFrame(3_000_000, 400_000);
      assertThat(socket.awaitClose()).isIn(1003, 1009, 1011);
    }
  }

  @Test
  void attachments_that_do_not_come_keep_little_and_not_for_long() {
    var wire = new EngineWire(URI.create(api().base() + "/socket.io/"));
    var tooLarge = joined(wire);
    wire.post(tooLarge, "451-[\"x\"" + ",{}".repeat(11_000) + "]");
    assertThat(wire.get(tooLarge).body()).as("as a command on a WebSocket: 32 KB").endsWith("1");
    var fits = joined(wire);
    wire.post(fits, "451-[\"x\"" + ",{}".repeat(10_000) + "]");
    othersAreServed();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              var poll = wire.get(fits).body();
              wire.post(fits, "3");
              return poll.endsWith("1") || poll.startsWith("{\"code\":1");
            });
  }

  @Test
  void strangers_on_socketio_have_little_room_and_little_time() {
    var wire = new EngineWire(URI.create(api().base() + "/socket.io/"));
    var sids = IntStream.range(0, 64).mapToObj(i -> wire.open(4)).toList();
    othersAreServed();
    var large = "451-[\"x\"" + ",{}".repeat(5_600) + "]";
    for (var sid : sids.subList(0, 4)) {
      assertThat(wire.post(sid, large).statusCode()).as("a few KB").isIn(400, 413);
    }
    for (var sid : sids.subList(4, 8)) {
      wire.post(sid, "451-[\"x\",{\"_placeholder\":true,\"num\":0}]");
      assertThat(wire.get(sid).body()).as("nothing but the wish to join").endsWith("1");
    }
    othersAreServed();
    // by default a stranger has 10 s
    var last = wire.getLater(sids.get(63));
    assertThat(last.orTimeout(20, TimeUnit.SECONDS).join().body())
        .as("a ping, or the end")
        .isNotEmpty();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> wire.get(sids.get(62)).statusCode() == 400);
  }

  /** All that they ask for would be 1.8 GB; the server has 512 MB. */
  @Test
  void a_crowd_that_asks_for_large_items_and_takes_none_keeps_no_stranger_waiting()
      throws Exception {
    othersConnect();
    var users = IntStream.range(0, 3).mapToObj(i -> someone()).toList();
    var large = "x".repeat(60_000);
    for (var i = 0; i < 100; i++) {
      var note = Map.of("to", users, "type", "large", "body", large);
      assertThat(api().send(note).status()).isEqualTo(201);
    }
    var crowd = new ArrayList<SilentSocket>();
    try {
      for (var one : users) {
        var token = api().token(one);
        for (var i = 0; i < 100; i++) {
          crowd.add(new SilentSocket(api(), token));
        }
      }
      othersConnect();
      othersAreServed();
      othersConnect();
    } finally {
      for (var socket : crowd) {
        socket.reset();
      }
    }
    othersConnect();
  }

  /** Strangers come one after the other, and none waits as long as the crowd would take. */
  private void othersConnect() {
    for (var i = 0; i < 5; i++) {
      var token = api().token(someone());
      var begun = System.nanoTime();
      LiveSocket.connect(api(), token, "").awaitCaughtUp().abort();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }
  }
}
