package org.belfry.inbox;

import java.util.List;
import java.util.Random;
import org.belfry.inbox.append.Draft;
import org.belfry.model.UserId;

/** Notifications that are as large as one may be. */
final class LargeItems {

  private LargeItems() {}

  /** Text that does not get smaller by compression. */
  static String text(int length) {
    return new Random(length)
        .ints(length, ' ', '~')
        .filter(character -> character != '"' && character != '\\')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  static Draft draft(TestInbox inbox, String body, UserId user) {
    var small = inbox.draft("large", null, null, user);
    var content = small.content();
    return new Draft(
        small.sender(),
        new Content(
            content.id(),
            content.type(),
            content.title(),
            body,
            null,
            null,
            content.priority(),
            content.createdAt(),
            null),
        List.of(user),
        null);
  }
}
