package org.belfry.http;

import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.belfry.problem.Problem;
import org.belfry.problem.RefusalListener;
import org.belfry.text.LogEvent;

/** Writes a line for everybody who is turned away, saying why; no token and no query is in it. */
@Singleton
class RefusalLog implements RefusalListener {

  private static final Logger LOG = System.getLogger(RefusalLog.class.getName());

  @Override
  public void refused(String door, Problem why, String remoteAddress) {
    var line =
        LogEvent.of("refused")
            .with("door", door)
            .with("code", why.code())
            .with("remote", remoteAddress);
    (why.reason() == null ? line : line.with("reason", why.reason())).log(LOG, Level.INFO);
  }
}
