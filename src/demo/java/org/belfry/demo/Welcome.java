package org.belfry.demo;

import java.net.URI;

/** What to paste to see a notification arrive. */
final class Welcome {

  private Welcome() {}

  static String text(URI address, String senderKey) {
    return """

        *** DEMO KEYS: made by this run and printed here. Never use them in production. ***

        sender key:  %2$s

        Watch the inbox of "ada" (in another terminal):

          curl -N "%1$s/api/v1/live?access_token=$(curl -s %1$s/api/v1/tokens \\
            -H 'Authorization: Bearer %2$s' -H 'Content-Type: application/json' \\
            -d '{"user":"ada"}' | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')"

        Send her a notification:

          curl %1$s/api/v1/notifications -H 'Authorization: Bearer %2$s' \\
            -H 'Content-Type: application/json' \\
            -d '{"to":["ada"],"type":"greeting","title":"Hello, Ada"}'
        """
        .formatted(address, senderKey);
  }
}
