package org.belfry.cluster;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.belfry.model.Cursor;
import org.belfry.model.Frame;
import org.belfry.model.FrameEvent;
import org.belfry.model.UserId;

/**
 * How announcements are written for other nodes: entries {@code length:user number length:frame},
 * an absent frame as {@code -}, as many to a text as fit. The text begins with the version, so that
 * nodes of two versions can work side by side while one replaces the other.
 *
 * <p>The epoch, with the event of a frame that is carried, goes before its announcement as an entry
 * of its own, for a user whose id begins with a character that no user's may have: nodes that know
 * nothing of epochs find nobody of that name. A frame whose event was not told is left to the
 * store.
 */
final class AnnouncementCodec {

  private static final char VERSION = '1';
  private static final char EPOCH = '\u001f';
  private static final int LONGEST_NUMBERS = 64;

  /** With its length. */
  private static final int LONGEST_EVENT = 16;

  /**
   * A frame longer than this is not carried: whoever needs it reads it with others in one query.
   */
  private static final int LONGEST_FRAME = 4_000;

  private record Heard(UserId user, Cursor reached, Frame frame) implements Announcement {}

  private AnnouncementCodec() {}

  /** Writes announcements into texts of at most so many bytes of UTF-8. */
  static List<String> write(List<Announcement> announcements, int longest) {
    var texts = new ArrayList<String>();
    var text = new StringBuilder();
    var bytes = 1;
    text.append(VERSION);
    for (var announcement : announcements) {
      var user = announcement.user().value();
      var frame = carried(announcement);
      var epoch = announcement.reached().epoch();
      var least = bytes(user) + (epoch == null ? 0 : bytes(epoch)) + LONGEST_NUMBERS;
      var size = least + (frame == null ? 1 : bytes(frame.json()) + LONGEST_EVENT);
      if (bytes + size > longest && frame != null && 1 + size > longest) {
        frame = null;
        size = least + 1;
      }
      if (bytes + size > longest) {
        texts.add(text.toString());
        text.setLength(1);
        bytes = 1;
      }
      if (epoch != null) {
        append(text, EPOCH + epoch, 0, frame == null ? null : frame.event().label());
      }
      append(text, user, announcement.reached().head(), frame == null ? null : frame.json());
      bytes += size;
    }
    if (text.length() > 1) {
      texts.add(text.toString());
    }
    return texts;
  }

  private static void append(StringBuilder text, String user, long number, String frame) {
    text.append(user.length()).append(':').append(user);
    text.append(' ').append(number).append(' ');
    if (frame == null) {
      text.append('-');
    } else {
      text.append(frame.length()).append(':').append(frame);
    }
  }

  /** One that does not say of which epoch it is, nobody could use. */
  private static Frame carried(Announcement announcement) {
    var frame = announcement.frame();
    var isOfUse = announcement.reached().epoch() != null;
    return frame == null || !isOfUse || frame.length() > LONGEST_FRAME ? null : frame;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Reads a text; null when it is of another version, or not one of ours: then something has
   * happened, and nobody knows what.
   */
  static List<Announcement> read(String text) {
    if (text.isEmpty() || text.charAt(0) != VERSION) {
      return null;
    }
    try {
      var announcements = new ArrayList<Announcement>();
      var place = 1;
      String epoch = null;
      FrameEvent event = null;
      while (place < text.length()) {
        var colon = text.indexOf(':', place);
        var userEnds = colon + 1 + Integer.parseInt(text, place, colon, 10);
        var user = text.substring(colon + 1, userEnds);
        var numberEnds = text.indexOf(' ', userEnds + 1);
        var number = Long.parseLong(text, userEnds + 1, numberEnds, 10);
        place = numberEnds + 1;
        String frame = null;
        if (text.charAt(place) == '-') {
          place++;
        } else {
          colon = text.indexOf(':', place);
          var frameEnds = colon + 1 + Integer.parseInt(text, place, colon, 10);
          frame = text.substring(colon + 1, frameEnds);
          place = frameEnds;
        }
        if (user.charAt(0) == EPOCH) {
          epoch = user.substring(1);
          event = FrameEvent.of(frame);
        } else {
          var reached = new Cursor(epoch, number);
          var isOfUse = frame != null && event != null;
          announcements.add(
              new Heard(
                  UserId.stored(user), reached, isOfUse ? new Frame(event, frame, reached) : null));
          epoch = null;
          event = null;
        }
      }
      return announcements;
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return null;
    }
  }
}
