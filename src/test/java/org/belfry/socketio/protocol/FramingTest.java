package org.belfry.socketio.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.belfry.socketio.protocol.Framing.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest {

  private static final Framing V3 = Framing.of("3");
  private static final Framing V4 = Framing.of("4");
  private static final byte[] BYTES = {1, 2, 3, 4};

  private static final List<EnginePacket> MIXED =
      List.of(
          EnginePacket.message("€ and 𝄞"),
          EnginePacket.message(BYTES),
          EnginePacket.of(EnginePacket.Type.PING, "probe"),
          EnginePacket.of(EnginePacket.Type.NOOP));

  private static Payload text(String body) {
    return new Payload(body.getBytes(StandardCharsets.UTF_8), false);
  }

  private static String string(Payload payload) {
    return new String(payload.bytes(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "2", "5", "04"})
  void there_are_two_revisions(String other) {
    assertThatThrownBy(() -> Framing.of(other)).isInstanceOf(Malformed.class);
    assertThatThrownBy(() -> Framing.of(null)).isInstanceOf(Malformed.class);
    assertThat(V3.revision()).isEqualTo(3);
    assertThat(V4.revision()).isEqualTo(4);
  }

  @Test
  void a_payload_of_revision_4_is_parted_by_record_separators() {
    assertThat(V4.packets(text("4hello\u001ebAQIDBA==\u001e2")))
        .containsExactly(
            EnginePacket.message("hello"),
            EnginePacket.message(BYTES),
            EnginePacket.of(EnginePacket.Type.PING));
    assertThat(string(V4.payload(MIXED, false)))
        .isEqualTo("4€ and 𝄞\u001ebAQIDBA==\u001e2probe\u001e6");
  }

  @Test
  void lengths_of_revision_3_count_as_javascript_does() {
    assertThat(string(V3.payload(MIXED, true))).isEqualTo("9:4€ and 𝄞10:b4AQIDBA==6:2probe1:6");
    assertThat(V3.packets(text("9:4€ and 𝄞10:b4AQIDBA==6:2probe1:6")))
        .containsExactlyElementsOf(MIXED);
  }

  @Test
  void binary_makes_a_payload_of_revision_3_bytes_where_the_client_can_take_them() {
    assertThat(V3.payload(List.of(EnginePacket.message("a")), false).isBinary()).isFalse();
    var payload = V3.payload(MIXED, false);
    var expected = new ByteArrayOutputStream();
    var first = "4€ and 𝄞".getBytes(StandardCharsets.UTF_8);
    expected.writeBytes(new byte[] {0, 1, (byte) (first.length - 10), (byte) 255});
    expected.writeBytes(first);
    expected.writeBytes(new byte[] {1, 5, (byte) 255, 4, 1, 2, 3, 4});
    expected.writeBytes(new byte[] {0, 6, (byte) 255, '2', 'p', 'r', 'o', 'b', 'e'});
    expected.writeBytes(new byte[] {0, 1, (byte) 255, '6'});
    assertThat(payload.isBinary()).isTrue();
    assertThat(payload.bytes()).isEqualTo(expected.toByteArray());
    assertThat(V3.packets(payload)).containsExactlyElementsOf(MIXED);
  }

  @Test
  void websocket_frames_are_packets_and_binary_ones_differ() {
    for (var framing : List.of(V3, V4)) {
      assertThat(framing.text(EnginePacket.message("a"))).isEqualTo("4a");
      assertThat(framing.read("2probe").text()).isEqualTo("probe");
      var binary = EnginePacket.message(BYTES);
      assertThat(framing.read(framing.binary(binary))).isEqualTo(binary);
    }
    assertThat(V3.binary(EnginePacket.message(BYTES))).containsExactly(4, 1, 2, 3, 4);
    assertThat(V4.binary(EnginePacket.message(BYTES))).containsExactly(1, 2, 3, 4);
    assertThat(V3.read("b4AQIDBA==")).isEqualTo(V4.read("bAQIDBA"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "7", "4a\u001e", "\u001e4a", "4a\u001e\u001e4b", "b***", "é"})
  void what_is_no_payload_of_revision_4_is_refused(String body) {
    assertThatThrownBy(() -> V4.packets(text(body))).isInstanceOf(Malformed.class);
  }

  @Test
  void revision_4_takes_no_bytes() {
    assertThatThrownBy(() -> V4.packets(new Payload(BYTES, true))).isInstanceOf(Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "4a",
        ":4a",
        "2",
        "3:4a",
        "1:4a",
        "-1:4",
        "99999999999:4",
        "1:",
        "0:",
        "2:7a",
        "5:b2AQ=",
        "+1:4",
        "1e0:4",
        "٢:4a"
      })
  void what_is_no_payload_of_revision_3_is_refused(String body) {
    assertThatThrownBy(() -> V3.packets(text(body))).isInstanceOf(Malformed.class);
  }

  @Test
  void what_is_no_binary_payload_of_revision_3_is_refused() {
    var bad =
        List.of(
            new byte[] {},
            new byte[] {0},
            new byte[] {0, 1},
            new byte[] {0, (byte) 255, '4'},
            new byte[] {0, 2, (byte) 255, '4'},
            new byte[] {0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, (byte) 255, '4'},
            new byte[] {0, 12, (byte) 255, '4'},
            new byte[] {1, 1, (byte) 255, 2},
            new byte[] {1, 0, (byte) 255});
    for (var bytes : bad) {
      assertThatThrownBy(() -> V3.packets(new Payload(bytes, true))).isInstanceOf(Malformed.class);
    }
    assertThatThrownBy(() -> V3.read(new byte[] {9, 1})).isInstanceOf(Malformed.class);
  }

  @Test
  void what_a_packet_says_does_not_reach_a_log() {
    assertThat(EnginePacket.message("secret")).asString().doesNotContain("secret");
  }
}
