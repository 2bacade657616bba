package org.belfry.inbox;

import java.util.List;
import org.belfry.json.Json;
import org.belfry.model.Cursor;
import org.belfry.model.Frame;
import org.belfry.model.FrameEvent;

/**
 * Writes the JSON of items and changes, the same on every way out. By hand, because a
 * notification's content is written once and then spliced into the item of each recipient.
 */
public final class ItemJson {

  /** What one item's flags are; {@code seen} is true for a read item, too. */
  public record Flags(long seq, long change, boolean seen, boolean read, boolean archived) {}

  private ItemJson() {}

  /** The part of an item that all recipients share: {@code "id":…,…,"expiresAt":…}. */
  public static String content(Content content) {
    var out = new StringBuilder(256);
    out.append("\"id\":\"").append(content.id()).append("\",\"type\":");
    Json.quote(out, content.type());
    text(out, "title", content.title());
    text(out, "body", content.body());
    text(out, "link", content.link());
    out.append(",\"data\":").append(content.data());
    out.append(",\"priority\":\"").append(content.priority().label());
    out.append("\",\"createdAt\":\"")
        .append(Json.time(content.createdAt()))
        .append("\",\"expiresAt\":");
    if (content.expiresAt() == null) {
      out.append("null");
    } else {
      out.append('"').append(Json.time(content.expiresAt())).append('"');
    }
    return out.toString();
  }

  private static void text(StringBuilder out, String name, String value) {
    out.append(",\"").append(name).append("\":");
    if (value == null) {
      out.append("null");
    } else {
      Json.quote(out, value);
    }
  }

  /** An item, whole. */
  public static void item(StringBuilder out, String content, int count, Flags flags) {
    out.append("{\"seq\":").append(flags.seq()).append(",\"change\":").append(flags.change());
    out.append(',').append(content).append(",\"count\":").append(count);
    flags(out, flags);
    out.append('}');
  }

  private static void flags(StringBuilder out, Flags flags) {
    out.append(",\"seen\":").append(flags.seen());
    out.append(",\"read\":").append(flags.read());
    out.append(",\"archived\":").append(flags.archived());
  }

  private static StringBuilder begin(FrameEvent event, CountsAt at, int size) {
    var out = new StringBuilder(size);
    out.append("{\"event\":\"").append(event.label()).append("\",\"head\":").append(at.head());
    out.append(",\"unread\":").append(at.unread()).append(",\"unseen\":").append(at.unseen());
    return out;
  }

  private static Frame end(FrameEvent event, StringBuilder out, Cursor reached, long askedAt) {
    return new Frame(event, out.append('}').toString(), reached, askedAt);
  }

  /**
   * An arrival.
   *
   * @param reached by who has it; its number is that of the counts
   * @param askedAt as in {@link Frame}
   */
  public static Frame notification(
      Cursor reached, CountsAt at, String content, int count, Flags flags, long askedAt) {
    var out = begin(FrameEvent.NOTIFICATION, at, content.length() + 200);
    out.append(",\"item\":");
    item(out, content, count, flags);
    return end(FrameEvent.NOTIFICATION, out, reached, askedAt);
  }

  /** Items whose flags changed, or, with none, a watermark that moved. */
  public static Frame changed(Cursor reached, CountsAt at, long seenUpTo, List<Flags> items) {
    var out = begin(FrameEvent.CHANGED, at, 100 + 80 * items.size());
    out.append(",\"seenUpTo\":").append(seenUpTo).append(",\"items\":[");
    var separator = "";
    for (var flags : items) {
      out.append(separator).append("{\"seq\":").append(flags.seq());
      out.append(",\"change\":").append(flags.change());
      flags(out, flags);
      out.append('}');
      separator = ",";
    }
    return end(FrameEvent.CHANGED, out.append(']'), reached, 0);
  }

  /** Items that left the inbox. */
  public static Frame removed(Cursor reached, CountsAt at, List<Long> seqs) {
    var out = begin(FrameEvent.REMOVED, at, 100 + 8 * seqs.size());
    out.append(",\"seqs\":[");
    var separator = "";
    for (var seq : seqs) {
      out.append(separator).append(seq);
      separator = ",";
    }
    return end(FrameEvent.REMOVED, out.append(']'), reached, 0);
  }
}
