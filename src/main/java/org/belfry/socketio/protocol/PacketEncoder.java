package org.belfry.socketio.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Writes packets of Socket.IO as messages of Engine.IO: one of text, then one per attachment. */
public final class PacketEncoder {

  private static final char BINARY_EVENT = '5';
  private static final char BINARY_ACK = '6';

  private PacketEncoder() {}

  /** Writes a packet; binary nodes in its data become attachments. */
  public static List<EnginePacket> encode(Packet packet) {
    var attachments = new ArrayList<byte[]>();
    var data = packet.data() == null ? null : withPlaceholders(packet.data(), attachments);
    var out = new StringBuilder();
    if (attachments.isEmpty()) {
      out.append(packet.type().digit());
    } else {
      out.append(packet.type() == Packet.Type.ACK ? BINARY_ACK : BINARY_EVENT);
      out.append(attachments.size()).append('-');
    }
    head(out, packet.namespace(), packet.id());
    if (data != null) {
      out.append(data);
    }
    var messages = new ArrayList<EnginePacket>(1 + attachments.size());
    messages.add(EnginePacket.message(out.toString()));
    attachments.forEach(bytes -> messages.add(EnginePacket.message(bytes)));
    return messages;
  }

  /**
   * Writes an event whose argument is JSON already.
   *
   * @param offset a second argument, a string that needs no escaping; null for none
   */
  public static EnginePacket event(String namespace, String name, String json, String offset) {
    var out = new StringBuilder(name.length() + json.length() + 48).append('2');
    head(out, namespace, null);
    out.append("[\"").append(name).append("\",").append(json);
    if (offset != null) {
      out.append(",\"").append(offset).append('"');
    }
    return EnginePacket.message(out.append(']').toString());
  }

  /** Writes an acknowledgement whose argument is JSON already. */
  public static EnginePacket ack(String namespace, long id, String json) {
    var out = new StringBuilder(json.length() + 24).append('3');
    head(out, namespace, id);
    return EnginePacket.message(out.append('[').append(json).append(']').toString());
  }

  private static void head(StringBuilder out, String namespace, Long id) {
    if (!namespace.equals(Packet.MAIN)) {
      out.append(namespace).append(',');
    }
    if (id != null) {
      out.append(id);
    }
  }

  /** A copy where there is something to replace, else the same. */
  private static JsonNode withPlaceholders(JsonNode node, List<byte[]> attachments) {
    if (node instanceof BinaryNode binary) {
      attachments.add(binary.binaryValue());
      return placeholder(attachments.size() - 1);
    }
    if (node.isContainerNode() && holdsBinary(node)) {
      var copy = node.isArray() ? emptyArray() : emptyObject();
      if (copy instanceof ArrayNode array) {
        node.forEach(element -> array.add(withPlaceholders(element, attachments)));
      } else {
        node.properties()
            .forEach(
                field ->
                    ((ObjectNode) copy)
                        .set(field.getKey(), withPlaceholders(field.getValue(), attachments)));
      }
      return copy;
    }
    return node;
  }

  private static boolean holdsBinary(JsonNode node) {
    if (node.isBinary()) {
      return true;
    }
    for (var child : node) {
      if (holdsBinary(child)) {
        return true;
      }
    }
    return false;
  }

  private static JsonNode placeholder(int number) {
    return emptyObject().put("_placeholder", true).put("num", number);
  }

  private static ObjectNode emptyObject() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static ArrayNode emptyArray() {
    return JsonNodeFactory.instance.arrayNode();
  }
}
