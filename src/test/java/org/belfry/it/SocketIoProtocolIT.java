package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.belfry.it.client.EngineWire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of Socket.IO, and what becomes of those who break them. */
class SocketIoProtocolIT extends EchoIT {

  private EngineWire.Socket open() {
    var socket = socketIo().socket("?EIO=4&transport=websocket");
    socket.next();
    return socket;
  }

  private EngineWire.Socket connect() {
    var socket = open().send("40");
    assertThat((String) socket.next()).matches("40\\{\"sid\":\"[\\w-]{20}\"}");
    assertThat(socket.next()).isEqualTo("42[\"auth\",{}]");
    return socket;
  }

  @Test
  void a_namespace_is_joined_with_what_the_client_says() {
    var socket = open().send("40{\"token\":\"123\"}").send("40/custom,{\"a\":[1]}");
    assertThat((String) socket.next()).startsWith("40{\"sid\":\"");
    assertThat(socket.next()).isEqualTo("42[\"auth\",{\"token\":\"123\"}]");
    assertThat((String) socket.next()).startsWith("40/custom,{\"sid\":\"");
    assertThat(socket.next()).isEqualTo("42/custom,[\"auth\",{\"a\":[1]}]");
    socket.send("41/custom").send("42[\"message\",1]");
    assertThat(socket.next()).isEqualTo("42[\"message-back\",1]");
    assertThat(socket.send("42/custom,[\"message\",1]").isHungUp()).isTrue();
  }

  @Test
  void a_namespace_that_does_not_exist_is_refused_and_can_be_tried_again() {
    var socket = open();
    for (var i = 0; i < 50; i++) {
      socket.send("40/random");
      assertThat(socket.next()).isEqualTo("44/random,{\"message\":\"Invalid namespace\"}");
    }
    socket.send("40");
    assertThat((String) socket.next()).startsWith("40{");
  }

  @Test
  void old_clients_are_in_the_main_namespace_at_once_and_know_simpler_packets() {
    var socket = socketIo().socket("?EIO=3&transport=websocket");
    assertThat((String) socket.next()).startsWith("0{");
    assertThat(socket.next()).isEqualTo("40");
    assertThat(socket.next()).isEqualTo("42[\"auth\",{}]");
    socket.send("40/custom?token=a%26b,");
    assertThat(socket.next()).isEqualTo("40/custom,");
    assertThat(socket.next()).isEqualTo("42/custom,[\"auth\",{\"token\":\"a&b\"}]");
    socket.send("40/random,");
    assertThat(socket.next()).isEqualTo("44/random,\"Invalid namespace\"");
    socket.send("451-[\"message\",{\"_placeholder\":true,\"num\":0}]").send(new byte[] {4, 7});
    assertThat(socket.next()).isEqualTo("451-[\"message-back\",{\"_placeholder\":true,\"num\":0}]");
    assertThat(socket.next()).isEqualTo(new byte[] {4, 7});
  }

  @Test
  void events_are_acknowledged_both_ways_with_bytes_too() {
    var socket = connect();
    socket.send("42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]");
    assertThat(socket.next()).isEqualTo("43456[1,\"2\",{\"3\":[false]}]");
    var two = "{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}";
    socket
        .send("452-789[\"message-with-ack\"," + two + "]")
        .send(new byte[] {1})
        .send(new byte[] {2});
    assertThat(socket.next()).isEqualTo("462-789[" + two + "]");
    assertThat(socket.next()).isEqualTo(new byte[] {1});
    assertThat(socket.next()).isEqualTo(new byte[] {2});
    socket.send("42[\"ask-me\",\"how?\"]").send("42[\"ask-me\"]");
    assertThat(socket.next()).isEqualTo("420[\"question\",\"how?\"]");
    assertThat(socket.next()).isEqualTo("421[\"question\"]");
    socket.send("431[\"second\"]").send("430[\"first\",1]").send("430[\"again\"]").send("4399[]");
    assertThat(socket.next()).isEqualTo("42[\"answered\",\"second\"]");
    assertThat(socket.next()).isEqualTo("42[\"answered\",\"first\",1]");
    socket.send("42[\"message\"]");
    assertThat(socket.next()).isEqualTo("42[\"message-back\"]");
  }

  @Test
  void who_is_sent_out_may_join_again() {
    var socket = connect().send("42[\"leave-me\"]");
    assertThat(socket.next()).isEqualTo("41");
    socket.send("40");
    assertThat((String) socket.next()).startsWith("40{");
  }

  @Test
  void by_polling_it_is_the_same() {
    var session = socketIo().open(4);
    socketIo().post(session, "40\u001e40/custom,");
    assertThat(socketIo().get(session).body())
        .matches("40\\{.*}\u001e42\\[\"auth\",\\{}]\u001e40/custom,\\{.*}\u001e42/custom,.*");
    socketIo().post(session, "451-[\"message\",{\"_placeholder\":true,\"num\":0}]\u001ebAQI=");
    assertThat(socketIo().get(session).body())
        .isEqualTo("451-[\"message-back\",{\"_placeholder\":true,\"num\":0}]\u001ebAQI=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4abc",
        "4",
        "42{}",
        "42abc[\"m\"]",
        "42[\"connect\"]",
        "42[\"disconnect\"]",
        "44{}",
        "40",
        "42/other,[\"m\"]",
        "451[\"m\"]",
        "4511-[\"m\"]",
        "47"
      })
  void a_packet_that_is_wrong_ends_the_session(String packet) {
    assertThat(connect().send(packet).isHungUp()).isTrue();
  }

  @Test
  void attachments_that_do_not_come_or_are_not_due_end_the_session() {
    assertThat(connect().send(new byte[] {1}).isHungUp()).isTrue();
    var announced = "451-[\"message\",{\"_placeholder\":true,\"num\":0}]";
    assertThat(connect().send(announced).send("42[\"message\"]").isHungUp()).isTrue();
    var wrong = announced.replace(":0", ":3");
    assertThat(connect().send(wrong).send(new byte[] {1}).isHungUp()).isTrue();
  }

  @Test
  void deep_json_and_events_before_joining_end_the_session() {
    var deep = "[".repeat(10_000) + "]".repeat(10_000);
    assertThat(connect().send("42[\"message\"," + deep + "]").isHungUp()).isTrue();
    for (var packet : List.of("42[\"message\"]", "41", "430[]")) {
      assertThat(open().send(packet).isHungUp()).isTrue();
    }
  }

  @Test
  void one_session_joins_so_many_namespaces_and_no_more() {
    var socket = connect();
    for (var i = 0; i < 100; i++) {
      socket.send("40/n" + i);
      assertThat((String) socket.next()).startsWith("44/n");
    }
    socket.send("42[\"message\",2]");
    assertThat(socket.next()).isEqualTo("42[\"message-back\",2]");
  }
}
