package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.belfry.it.client.LiveSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of Engine.IO, and what becomes of those who break them. */
class EngineIoIT extends EchoIT {

  private static final byte[] BYTES = {1, 2, 3, 4};

  private static void assertRefused(HttpResponse<String> answer, int code) {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).startsWith("{\"code\":" + code + ",\"message\":\"");
  }

  private void assertEnded(String session) {
    assertRefused(engine().get(session), 1);
  }

  @Test
  void a_handshake_that_is_wrong_is_refused() {
    assertRefused(engine().get("?transport=polling"), 5);
    assertRefused(engine().get("?EIO=abc&transport=polling"), 5);
    assertRefused(engine().get("?EIO=5&transport=polling"), 5);
    assertRefused(engine().get("?EIO=4"), 0);
    assertRefused(engine().get("?EIO=4&transport=abc"), 0);
    assertRefused(engine().get("?EIO=4&transport=websocket"), 3);
    assertRefused(engine().post("?EIO=4&transport=polling", "4a"), 2);
    for (var method : List.of("PUT", "DELETE", "PATCH")) {
      var answer =
          engine().later(method, "?EIO=4&transport=polling", BodyPublishers.noBody(), null).join();
      assertThat(answer.statusCode()).isEqualTo(400);
    }
    for (var query : List.of("", "?EIO=4", "?transport=websocket", "?EIO=9&transport=websocket")) {
      assertThat(engine().handshake(query)).as(query).isEqualTo(400);
    }
    assertThat(engine().handshake("?EIO=4&transport=websocket&sid=none")).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void a_handshake_says_what_the_client_has_to_know(int revision) {
    var polling = engine().get("?EIO=" + revision + "&transport=polling");
    assertThat(polling.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(polling.body())
        .matches(
            (revision == 3 ? "\\d+:" : "")
                + "0\\{\"sid\":\"[\\w-]{20}\",\"upgrades\":\\[\"websocket\"],"
                + "\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}");
    var socket = engine().socket("?EIO=" + revision + "&transport=websocket");
    assertThat((String) socket.next()).startsWith("0{\"sid\":").contains("\"upgrades\":[]");
    socket.abort();
  }

  @Test
  void whatever_a_post_provokes_is_in_the_next_get() {
    var session = engine().open(4);
    assertThat(engine().post(session, "4a\u001e4€ 𝄞\u001ebAQIDBA==").body()).isEqualTo("ok");
    assertThat(engine().get(session).body()).isEqualTo("4a\u001e4€ 𝄞\u001ebAQIDBA==");
    var waiting = engine().getLater(session);
    engine().post(session, "4later");
    assertThat(waiting.join().body()).isEqualTo("4later");
  }

  @Test
  void revision_3_frames_by_lengths_and_takes_bytes() {
    var session = engine().open(3);
    engine().post(session, "3:4€b2:4c");
    var answer = engine().get(session);
    assertThat(answer.body()).isEqualTo("3:4€b2:4c");
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    engine()
        .post(session, new byte[] {1, 5, (byte) 255, 4, 1, 2, 3, 4, 0, 2, (byte) 255, '4', 'a'});
    var bytes = engine().getBytes(session);
    assertThat(bytes.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
    assertThat(bytes.body()).containsExactly(1, 5, 255, 4, 1, 2, 3, 4, 0, 2, 255, '4', 'a');
    engine().post(session, "10:b4AQIDBA==");
    assertThat(engine().get(session + "&b64=1").body()).isEqualTo("10:b4AQIDBA==");
    assertThat(engine().post(session, "6:2probe").body()).isEqualTo("ok");
    assertThat(engine().get(session).body()).isEqualTo("6:3probe");
  }

  @Test
  void revision_3_can_be_a_script() {
    var session = engine().open(3) + "&j=7x";
    var form = "d=" + "7:4a\\nb</s".replace("<", "%3C").replace("\\", "%5C");
    engine()
        .later("POST", session, BodyPublishers.ofString(form), "application/x-www-form-urlencoded")
        .join();
    var answer = engine().get(session);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/javascript");
    assertThat(answer.body()).isEqualTo("___eio[7](\"7:4a\\u000ab\\u003c/s\");");
  }

  @ParameterizedTest
  @CsvSource({"4,abc", "4,''", "4,7", "4,bx*", "3,abc", "3,9:4a", "3,''"})
  void what_is_no_packet_ends_the_session(int revision, String body) {
    var session = engine().open(revision);
    assertRefused(engine().post(session, body), 3);
    assertEnded(session);
  }

  @Test
  void bytes_end_a_session_of_revision_4() {
    var session = engine().open(4);
    assertRefused(engine().post(session, BYTES), 3);
    assertEnded(session);
  }

  @ParameterizedTest
  @CsvSource({"4,2", "3,3"})
  void a_heartbeat_from_the_wrong_side_ends_the_session(int revision, String packet) {
    var session = engine().open(revision);
    engine().post(session, revision == 3 ? "1:" + packet : packet);
    assertEnded(session);
    var socket = engine().socket("?EIO=" + revision + "&transport=websocket");
    socket.next();
    assertThat(socket.send(packet).isHungUp()).isTrue();
  }

  @Test
  void polls_that_overlap_end_the_session() {
    var session = engine().open(4);
    var first = engine().getLater(session);
    // the second may come first: it is one of them that waits and one that overlaps
    var second = engine().get(session);
    var bodies = List.of(first.join().statusCode(), second.statusCode());
    assertThat(bodies).containsExactlyInAnyOrder(200, 400);
    assertThat(first.join().statusCode() == 200 ? first.join().body() : second.body())
        .isEqualTo("1");
    assertEnded(session);
  }

  @Test
  void a_client_that_closes_gets_its_poll_back() {
    var session = engine().open(4);
    var poll = engine().getLater(session);
    engine().post(session, "1");
    assertThat(poll.join().body()).isEqualTo("6");
    assertEnded(session);
    var socket = engine().socket("?EIO=4&transport=websocket");
    socket.next();
    assertThat(socket.send("1").isHungUp()).isTrue();
  }

  @Test
  void what_is_too_large_ends_the_session() {
    var session = engine().open(4);
    var large = "4" + "x".repeat(1_000_000);
    assertThat(engine().post(session, large).statusCode()).isEqualTo(413);
    assertEnded(session);
    var fits = engine().open(4);
    assertThat(engine().post(fits, large.substring(1)).statusCode()).isEqualTo(400);
    var most = "4" + "x".repeat(999_999);
    var other = engine().open(4);
    assertThat(engine().post(other, most).statusCode()).isEqualTo(200);
    assertThat(engine().get(other).body()).isEqualTo(most);
    for (var frame : List.of(large, large + large)) {
      var socket = engine().socket("?EIO=4&transport=websocket");
      socket.next();
      assertThat(socket.send(frame).isHungUp()).isTrue();
    }
    var socket = engine().socket("?EIO=4&transport=websocket");
    socket.next();
    assertThat(socket.send(most).next()).isEqualTo(most);
    assertThat(socket.send(new byte[1_000_001]).isHungUp()).isTrue();
  }

  @Test
  void who_fetches_nothing_is_let_go() {
    var session = engine().open(4);
    var line = "4" + "x".repeat(900_000);
    var status = 200;
    for (var i = 0; i < 20 && status == 200; i++) {
      status = engine().post(session, line).statusCode();
    }
    assertEnded(session);
  }

  @Test
  void a_sid_that_is_unknown_or_of_another_transport_is_refused() {
    assertRefused(engine().get("?EIO=4&transport=polling&sid=none"), 1);
    assertRefused(engine().post("?EIO=4&transport=polling&sid=none", "4a"), 1);
    var socket = engine().socket("?EIO=4&transport=websocket");
    var sid = ((String) socket.next()).replaceAll(".*\"sid\":\"([^\"]*)\".*", "$1");
    assertRefused(engine().get("?EIO=4&transport=polling&sid=" + sid), 3);
    assertRefused(engine().post("?EIO=4&transport=polling&sid=" + sid, "4a"), 3);
    assertThat(engine().socket("?EIO=4&transport=websocket&sid=" + sid).isHungUp()).isTrue();
    assertThat(socket.send("4still here").next()).isEqualTo("4still here");
    socket.abort();
    LiveSocket.until(
        "the end of the session",
        () -> engine().get("?EIO=4&transport=polling&sid=" + sid).body().contains("\"code\":1"));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void a_session_moves_to_a_websocket_and_loses_nothing(int revision) {
    var session = engine().open(revision);
    var socket = engine().socket(session.replace("polling", "websocket"));
    var poll = engine().getLater(session);
    assertThat(socket.send("2probe").next()).isEqualTo("3probe");
    assertThat(poll.join().body()).isEqualTo(revision == 3 ? "1:6" : "6");
    engine().post(session, revision == 3 ? "2:4a" : "4a");
    socket.send("5").send("4b");
    assertThat(socket.next()).isEqualTo("4a");
    assertThat(socket.next()).isEqualTo("4b");
    assertRefused(engine().get(session), 3);
    assertThat(engine().socket(session.replace("polling", "websocket")).isHungUp()).isTrue();
    assertThat(socket.send(revision == 3 ? new byte[] {4, 9} : new byte[] {9}).next())
        .isEqualTo(revision == 3 ? new byte[] {4, 9} : new byte[] {9});
  }

  @ParameterizedTest
  @ValueSource(strings = {"4a", "2", "abc", "6", "1"})
  void an_upgrade_that_is_wrong_leaves_the_session_where_it_is(String packet) {
    var session = engine().open(4);
    var socket = engine().socket(session.replace("polling", "websocket"));
    assertThat(socket.send(packet).isHungUp()).isTrue();
    engine().post(session, "4a");
    assertThat(engine().get(session).body()).isEqualTo("4a");
    var again = engine().socket(session.replace("polling", "websocket"));
    assertThat(again.send("2probe").next()).isEqualTo("3probe");
    assertThat(engine().socket(session.replace("polling", "websocket")).isHungUp()).isTrue();
    again.send("5").send("4b");
    assertThat(again.next()).isEqualTo("4b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "7", "9x", "\u0000"})
  void a_frame_that_is_no_packet_ends_the_session(String frame) {
    var socket = engine().socket("?EIO=4&transport=websocket");
    socket.next();
    assertThat(socket.send(frame).isHungUp()).isTrue();
  }

  @Test
  void a_thousand_small_packets_come_back_in_order() {
    var socket = engine().socket("?EIO=4&transport=websocket");
    socket.next();
    for (var i = 0; i < 1_000; i++) {
      socket.send("4" + i);
    }
    for (var i = 0; i < 1_000; i++) {
      assertThat(socket.next()).isEqualTo("4" + i);
    }
    socket.send("4" + "é".repeat(1_000)).send(BYTES);
    assertThat(((String) socket.next()).getBytes(StandardCharsets.UTF_8)).hasSize(2_001);
    assertThat(socket.next()).isEqualTo(BYTES);
  }
}
