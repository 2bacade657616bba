package org.belfry.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The parameters of a query, by the query string alone: asked for them, a container would read a
 * form in the body, too, wait for it, and take a token out of it.
 */
public final class QueryString {

  private QueryString() {}

  /** The first value of each parameter; of null, none. */
  public static Map<String, String> parse(String text) {
    var query = new HashMap<String, String>();
    if (text != null) {
      for (var part : text.split("&")) {
        var equals = part.indexOf('=');
        var name = equals < 0 ? part : part.substring(0, equals);
        query.putIfAbsent(decoded(name), equals < 0 ? "" : decoded(part.substring(equals + 1)));
      }
    }
    return query;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
