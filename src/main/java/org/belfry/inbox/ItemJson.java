package org.belfry.inbox;

import java.util.List;
import org.belfry.json.Json;

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

  private static StringBuilder frame(String event, CountsAt at, int size) {
    var out = new StringBuilder(size);
    out.append("{\"event\":\"").append(event).append("\",\"head\":").append(at.head());
    out.append(",\"unread\":").append(at.unread()).append(",\"unseen\":").append(at.unseen());
    return out;
  }

  /** An arrival. */
  public static String notification(CountsAt at, String content, int count, Flags flags) {
    var out = frame("notification", at, content.length() + 200);
    out.append(",\"item\":");
    item(out, content, count, flags);
    return out.append('}').toString();
  }

  /** Items whose flags changed, or, with none, a watermark that moved. */
  public static String changed(CountsAt at, long seenUpTo, List<Flags> items) {
    var out = frame("changed", at, 100 + 80 * items.size());
    out.append(",\"seenUpTo\":").append(seenUpTo).append(",\"items\":[");
    var separator = "";
    for (var flags : items) {
      out.append(separator).append("{\"seq\":").append(flags.seq());
      out.append(",\"change\":").append(flags.change());
      flags(out, flags);
      out.append('}');
      separator = ",";
    }
    return out.append("]}").toString();
  }

  /** Items that left the inbox. */
  public static String removed(CountsAt at, List<Long> seqs) {
    var out = frame("removed", at, 100 + 8 * seqs.size());
    out.append(",\"seqs\":[");
    var separator = "";
    for (var seq : seqs) {
      out.append(separator).append(seq);
      separator = ",";
    }
    return out.append("]}").toString();
  }
}
