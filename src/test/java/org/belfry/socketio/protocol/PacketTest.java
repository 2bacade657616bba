package org.belfry.socketio.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.belfry.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketTest {

  private final PacketDecoder decoder = new PacketDecoder(1_000_000);

  private Packet read(String text) {
    return decoder.read(EnginePacket.message(text));
  }

  private static String written(Packet packet) {
    return PacketEncoder.encode(packet).get(0).text();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0{\"token\":\"123\"}",
        "0/custom,",
        "0/custom,{\"token\":\"abc\"}",
        "1",
        "1/custom,",
        "2[\"message\",1,\"2\",{\"3\":[true]}]",
        "2/custom,[\"m\",1.50,1e400]",
        "212[\"m\"]",
        "2/a-b,7[\"m\",null]",
        "2[7]",
        "3456[1,\"2\",{\"3\":[false]}]",
        "3/custom,0[]",
        "4/random,{\"message\":\"Invalid namespace\"}",
        "4\"in older revisions\""
      })
  void what_is_read_is_written_the_same(String text) {
    assertThat(written(read(text))).isEqualTo(text.replace("1e400", "1E+400"));
  }

  @Test
  void a_namespace_may_end_with_the_packet() {
    assertThat(read("0/custom").namespace()).isEqualTo("/custom");
    assertThat(read("0/custom?token=a%2Cb").namespace()).isEqualTo("/custom?token=a%2Cb");
    assertThat(read("1").namespace()).isEqualTo(Packet.MAIN);
  }

  @Test
  void attachments_follow_and_stand_in_their_places() {
    var text =
        "52-/custom,7[\"m\",{\"a\":[{\"_placeholder\":true,\"num\":1}]},{\"_placeholder\":true,\"num\":0}]";
    assertThat(read(text)).isNull();
    assertThat(decoder.read(EnginePacket.message(new byte[] {1, 2}))).isNull();
    var packet = decoder.read(EnginePacket.message(new byte[] {3}));
    assertThat(packet.type()).isEqualTo(Packet.Type.EVENT);
    assertThat(packet.id()).isEqualTo(7);
    assertThat(packet.data().at("/1/a/0").isBinary()).isTrue();
    var back = PacketEncoder.encode(packet);
    assertThat(back.get(0).text())
        .isEqualTo(
            "52-/custom,7[\"m\",{\"a\":[{\"_placeholder\":true,\"num\":0}]},{\"_placeholder\":true,\"num\":1}]");
    assertThat(back.subList(1, 3))
        .isEqualTo(
            List.of(EnginePacket.message(new byte[] {3}), EnginePacket.message(new byte[] {1, 2})));
  }

  @Test
  void an_answer_with_binary_is_a_binary_answer() {
    read("51-9[\"m\",{\"_placeholder\":true,\"num\":0}]");
    var event = decoder.read(EnginePacket.message(new byte[] {1}));
    var answer = new Packet(Packet.Type.ACK, Packet.MAIN, 9L, event.data());
    assertThat(written(answer)).startsWith("61-9[");
    assertThat(read("61-9[{\"_placeholder\":true,\"num\":0}]")).isNull();
    assertThat(decoder.read(EnginePacket.message(new byte[] {5})).type())
        .isEqualTo(Packet.Type.ACK);
  }

  @Test
  void a_binary_event_without_attachments_is_whole_at_once() {
    assertThat(read("50-[\"m\"]").type()).isEqualTo(Packet.Type.EVENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "abc",
        "7",
        "0[]",
        "0\"text\"",
        "1{}",
        "2",
        "2{}",
        "2[]",
        "2[{}]",
        "2[null]",
        "2[\"connect\"]",
        "2[\"disconnect\"]",
        "2[\"newListener\"]",
        "2abc[\"m\"]",
        "2[\"m\"] x",
        "2[\"m\"",
        "21234567890123456[\"m\"]",
        "3[]",
        "31{}",
        "3",
        "5[\"m\"]",
        "5-[\"m\"]",
        "5x-[\"m\"]",
        "51",
        "511-[\"m\"]",
        "599999999999999999999-[\"m\"]",
        "4[]",
        "2/custom[\"m\"]"
      })
  void what_breaks_the_grammar_is_refused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(Malformed.class);
  }

  @Test
  void attachments_have_to_be_due_and_due_ones_have_to_come() {
    assertThatThrownBy(() -> decoder.read(EnginePacket.message(new byte[1])))
        .isInstanceOf(Malformed.class);
    read("51-[\"m\",{\"_placeholder\":true,\"num\":0}]");
    assertThatThrownBy(() -> read("2[\"m\"]")).isInstanceOf(Malformed.class);
  }

  @Test
  void a_packet_has_a_size_with_all_its_attachments() {
    var small = new PacketDecoder(30);
    assertThatThrownBy(
            () -> small.read(EnginePacket.message("2[\"m\",\"" + "x".repeat(30) + "\"]")))
        .isInstanceOf(Malformed.class);
    assertThat(small.read(EnginePacket.message("52-[\"m\"]"))).isNull();
    assertThat(small.isIncomplete()).isTrue();
    assertThat(small.read(EnginePacket.message(new byte[10]))).isNull();
    assertThatThrownBy(() -> small.read(EnginePacket.message(new byte[11])))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void what_follows_an_announcement_is_read_when_all_attachments_are_there() {
    assertThat(read("51-[\"m\", not json")).isNull();
    assertThatThrownBy(() -> decoder.read(EnginePacket.message(new byte[1])))
        .isInstanceOf(Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "-1", "\"0\"", "0.5", "null", "99999999999"})
  void a_placeholder_names_an_attachment(String number) {
    read("51-[\"m\",{\"_placeholder\":true,\"num\":" + number + "}]");
    assertThatThrownBy(() -> decoder.read(EnginePacket.message(new byte[1])))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void nesting_has_an_end() {
    var deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertThatThrownBy(() -> read("2[\"m\"," + deep + "]")).isInstanceOf(Malformed.class);
  }

  @Test
  void json_that_is_there_already_is_spliced() {
    assertThat(PacketEncoder.event("/", "hello", "{\"a\":1}", null).text())
        .isEqualTo("2[\"hello\",{\"a\":1}]");
    assertThat(PacketEncoder.event("/n", "hello", "{}", "e:7").text())
        .isEqualTo("2/n,[\"hello\",{},\"e:7\"]");
    assertThat(PacketEncoder.ack("/", 3, "{}").text()).isEqualTo("33[{}]");
    assertThat(Json.parse(PacketEncoder.event("/", "a", "[1]", "b").text().substring(1)))
        .hasSize(3);
  }
}
