package org.belfry.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.Objects;
import org.belfry.text.Storable;

/**
 * Whose inbox: the id by which senders and tokens name a user. What comes from outside is checked
 * once, at the door that it comes in by; what the store or another node says was checked then.
 *
 * @param value without control characters, so it is as it is in a log or a path
 */
public record UserId(@JsonValue String value) {

  public UserId {
    Objects.requireNonNull(value, "an inbox is somebody's");
  }

  /**
   * The user that somebody names.
   *
   * @throws org.belfry.problem.Problem 400 {@code missing-field} for null, {@code invalid-field}
   *     for what {@link Storable#id} does not let pass
   */
  public static UserId of(String field, String text) {
    return new UserId(Storable.id(field, text));
  }

  /** The same for a place in a list; the field's name is only made where it is said. */
  public static UserId of(String list, int place, String text) {
    return Storable.isId(text)
        ? new UserId(text)
        : of(list + "[" + place + "]", Objects.requireNonNullElse(text, ""));
  }

  /** The user that a row or another node names. */
  public static UserId stored(String text) {
    return new UserId(text);
  }

  /** What a column of their ids holds: strings, as the driver sends them without escaping. */
  public static String[] values(Collection<UserId> users) {
    var values = new String[users.size()];
    var place = 0;
    for (var user : users) {
      values[place++] = user.value;
    }
    return values;
  }

  @Override
  public String toString() {
    return value;
  }
}
