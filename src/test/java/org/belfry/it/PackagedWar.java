package org.belfry.it;

import java.io.File;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The WAR exactly as the build has packaged it. */
public final class PackagedWar {

  private PackagedWar() {}

  /** What a test answers in its deployment method. */
  public static WebArchive deployment() {
    return ShrinkWrap.createFromZipFile(
        WebArchive.class, new File(System.getProperty("belfry.war")));
  }
}
