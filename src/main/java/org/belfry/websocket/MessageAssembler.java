package org.belfry.websocket;

import java.io.ByteArrayOutputStream;
import java.util.function.IntSupplier;

/**
 * Puts messages together that a container hands on in parts, and ends those that grow too large.
 * Containers have limits of their own, but Undertow 2.3 counts only the first part of a text
 * (BufferedTextMessage), so that whole messages could be of any size.
 */
public final class MessageAssembler {

  private final IntSupplier most;
  private StringBuilder text;
  private ByteArrayOutputStream bytes;

  /**
   * @param most characters or bytes of one message
   */
  public MessageAssembler(int most) {
    this(() -> most);
  }

  /**
   * @param most characters or bytes of one message, as of the moment when a part comes
   */
  public MessageAssembler(IntSupplier most) {
    this.most = most;
  }

  /**
   * Takes a part of a text.
   *
   * @return the text, when this was the last part; else null
   * @throws MessageTooLargeException when it is too large
   */
  public String add(String part, boolean isLast) {
    if (text == null && isLast) {
      check(part.length());
      return part;
    }
    if (text == null) {
      text = new StringBuilder();
    }
    check(text.length() + part.length());
    text.append(part);
    if (!isLast) {
      return null;
    }
    var whole = text.toString();
    text = null;
    return whole;
  }

  /**
   * Takes a part of a binary message.
   *
   * @return the message, when this was the last part; else null
   * @throws MessageTooLargeException when it is too large
   */
  public byte[] add(byte[] part, boolean isLast) {
    if (bytes == null) {
      bytes = new ByteArrayOutputStream(part.length);
    }
    check(bytes.size() + part.length);
    bytes.writeBytes(part);
    if (!isLast) {
      return null;
    }
    var whole = bytes.toByteArray();
    bytes = null;
    return whole;
  }

  private void check(int size) {
    var limit = most.getAsInt();
    if (size > limit) {
      text = null;
      bytes = null;
      throw new MessageTooLargeException(limit);
    }
  }
}
