package org.belfry.security;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.belfry.text.Storable;

/** Lists of senders in the settings: names of API keys, and {@code jwt:} with a token's subject. */
public final class SenderNames {

  private SenderNames() {}

  /**
   * Reads a comma-separated list and adds a sentence for what names no sender: it would be a right
   * that nobody has.
   */
  public static Set<String> parse(
      String setting, String text, Collection<String> keys, List<String> mistakes) {
    var names =
        Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
    if (!names.stream().allMatch(name -> isName(name, keys))) {
      mistakes.add(
          setting
              + " has to name senders: API keys by the names that belfry.api-keys gives them, and who"
              + " shows a token as jwt:<sub>");
    }
    return names;
  }

  private static boolean isName(String name, Collection<String> keys) {
    return keys.contains(name)
        || name.startsWith(Sender.BY_TOKEN)
            && Storable.isId(name.substring(Sender.BY_TOKEN.length()));
  }
}
