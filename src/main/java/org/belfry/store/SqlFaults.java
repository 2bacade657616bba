package org.belfry.store;

import java.sql.SQLException;

/** What an error of the database says, by its SQLSTATE (PostgreSQL, appendix A). */
public final class SqlFaults {

  private SqlFaults() {}

  /**
   * Whether the fault lies in what was to be stored, so that trying again changes nothing and other
   * data may pass: class 22 (data exception), 23 (integrity constraint) and 54 (program limit).
   */
  public static boolean isTheDatas(Exception e) {
    var state = e instanceof SQLException sql ? sql.getSQLState() : null;
    return state != null
        && (state.startsWith("22") || state.startsWith("23") || state.startsWith("54"));
  }
}
