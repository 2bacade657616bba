package org.belfry.socketio.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.belfry.json.Json;

/**
 * Reads the packets of one client; remembers one whose attachments have not all come. It does so as
 * the text that came: read, it could take many times the memory, for as long as the client likes.
 */
public final class PacketDecoder {

  private static final int MOST_ATTACHMENTS = 10;
  private static final int LONGEST_NUMBER = 15;

  /** Names with a meaning of their own on both sides of the reference implementation. */
  private static final Set<String> RESERVED =
      Set.of(
          "connect",
          "connect_error",
          "disconnect",
          "disconnecting",
          "newListener",
          "removeListener");

  private final int most;
  private Announced incomplete;
  private List<byte[]> attachments;
  private int size;

  /** A packet with attachments: what stands before its payload, and where that begins. */
  private record Announced(
      Packet.Type type, String namespace, Long id, Reading payload, int attachments) {}

  /**
   * @param most characters and bytes of one packet with all its attachments
   */
  public PacketDecoder(int most) {
    this.most = most;
  }

  /** Whether attachments are due. */
  public boolean isIncomplete() {
    return incomplete != null;
  }

  /**
   * Reads a message.
   *
   * @return the packet that is whole now, or null while attachments are missing
   * @throws Malformed when it breaks the grammar
   */
  public Packet read(EnginePacket message) {
    size = message.size() + (isIncomplete() ? size : 0);
    if (size > most) {
      throw new Malformed("a packet has at most " + most + " characters");
    }
    return message.isBinary() ? attach(message.binary()) : begin(message.text());
  }

  private Packet begin(String text) {
    if (incomplete != null) {
      throw new Malformed("text came where an attachment was due");
    }
    var reading = new Reading(text);
    var digit = reading.digit();
    var isBinary = digit == 5 || digit == 6;
    var expected = isBinary ? reading.attachments() : 0;
    var type = isBinary ? Packet.Type.values()[digit - 3] : type(digit);
    var announced = new Announced(type, reading.namespace(), reading.id(), reading, expected);
    if (expected == 0) {
      return packet(announced);
    }
    incomplete = announced;
    attachments = new ArrayList<>(expected);
    return null;
  }

  private static Packet packet(Announced announced) {
    var packet =
        new Packet(
            announced.type(), announced.namespace(), announced.id(), announced.payload().json());
    check(packet);
    return packet;
  }

  private static Packet.Type type(int digit) {
    if (digit < 0 || digit > 4) {
      throw new Malformed("a packet begins with a digit from 0 to 6");
    }
    return Packet.Type.values()[digit];
  }

  private Packet attach(byte[] attachment) {
    if (incomplete == null) {
      throw new Malformed("an attachment came where none was due");
    }
    attachments.add(attachment);
    if (attachments.size() < incomplete.attachments()) {
      return null;
    }
    var packet = packet(incomplete);
    var data = withAttachments(packet.data());
    incomplete = null;
    attachments = null;
    return new Packet(packet.type(), packet.namespace(), packet.id(), data);
  }

  /** Puts bytes in the place of their placeholders. */
  private JsonNode withAttachments(JsonNode node) {
    if (node.path("_placeholder").asBoolean(false)) {
      var number = node.path("num");
      if (!number.isInt() || number.intValue() < 0 || number.intValue() >= attachments.size()) {
        throw new Malformed("a placeholder has the number of an attachment");
      }
      return BinaryNode.valueOf(attachments.get(number.intValue()));
    }
    if (node instanceof ArrayNode array) {
      for (var i = 0; i < array.size(); i++) {
        array.set(i, withAttachments(array.get(i)));
      }
    } else if (node instanceof ObjectNode object) {
      object.properties().forEach(field -> field.setValue(withAttachments(field.getValue())));
    }
    return node;
  }

  private static void check(Packet packet) {
    var data = packet.data();
    var isRight =
        switch (packet.type()) {
          case CONNECT -> data == null || data.isObject();
          case DISCONNECT -> data == null;
          case EVENT -> data != null && data.isArray() && isEventName(data.path(0));
          case ACK -> data != null && data.isArray() && packet.id() != null;
          case CONNECT_ERROR -> data == null || data.isTextual() || data.isObject();
        };
    if (!isRight) {
      throw new Malformed("a packet has the payload of its type");
    }
  }

  private static boolean isEventName(JsonNode name) {
    return name.isNumber() || name.isTextual() && !RESERVED.contains(name.textValue());
  }

  /** A packet's text, read from left to right. */
  private static final class Reading {

    private final String text;
    private int place;

    Reading(String text) {
      this.text = text;
    }

    int digit() {
      return text.isEmpty() ? -1 : text.charAt(place++) - '0';
    }

    int attachments() {
      var number = number();
      if (number == null || number > MOST_ATTACHMENTS || !skip('-')) {
        throw new Malformed("a binary packet says how many attachments it has, at most 10");
      }
      return number.intValue();
    }

    private boolean skip(char c) {
      if (place < text.length() && text.charAt(place) == c) {
        place++;
        return true;
      }
      return false;
    }

    String namespace() {
      if (place == text.length() || text.charAt(place) != '/') {
        return Packet.MAIN;
      }
      var comma = text.indexOf(',', place);
      var end = comma < 0 ? text.length() : comma;
      var name = text.substring(place, end);
      place = comma < 0 ? end : comma + 1;
      return name;
    }

    Long id() {
      return number();
    }

    private Long number() {
      var begin = place;
      while (place < text.length() && text.charAt(place) >= '0' && text.charAt(place) <= '9') {
        place++;
      }
      if (place - begin > LONGEST_NUMBER) {
        throw new Malformed("a number has at most " + LONGEST_NUMBER + " digits");
      }
      return place == begin ? null : Long.valueOf(text.substring(begin, place));
    }

    JsonNode json() {
      if (place == text.length()) {
        return null;
      }
      try {
        return Json.mapper().readTree(text.substring(place));
      } catch (JsonProcessingException e) {
        throw new Malformed("what follows is JSON");
      }
    }
  }
}
