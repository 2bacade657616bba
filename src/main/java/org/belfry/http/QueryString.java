package org.belfry.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.belfry.problem.Problem;

/**
 * The parameters of a query, by the query string alone: asked for them, a container would read a
 * form in the body, too, wait for it, and take a token out of it.
 */
public final class QueryString {

  private QueryString() {}

  /** The first value of each parameter; of null, none. */
  public static Map<String, String> parse(String text) {
    var query = new HashMap<String, String>();
    parseAll(text).forEach((name, values) -> query.put(name, values.get(0)));
    return query;
  }

  /** All values of each parameter, in order; a form (URL standard §5) is written the same way. */
  public static Map<String, List<String>> parseAll(String text) {
    var query = new HashMap<String, List<String>>();
    if (text != null) {
      for (var part : text.split("&")) {
        var equals = part.indexOf('=');
        var name = equals < 0 ? part : part.substring(0, equals);
        query
            .computeIfAbsent(decoded(name), any -> new ArrayList<>(1))
            .add(equals < 0 ? "" : decoded(part.substring(equals + 1)));
      }
    }
    return query;
  }

  /**
   * A parameter that is a number from 0 on, and less than {@link Long#MAX_VALUE}.
   *
   * @throws Problem 400 naming the parameter when it is none
   */
  public static long number(String name, String text) {
    try {
      var number = Long.parseLong(text);
      if (number >= 0 && number < Long.MAX_VALUE) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw Problem.invalidField(name, "a number from 0 on");
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
