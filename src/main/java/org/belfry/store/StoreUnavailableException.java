package org.belfry.store;

import java.sql.SQLTransientException;
import org.belfry.problem.Problem;

/** The database is away, or not for us; its cause is the refusal that whoever asked is told. */
final class StoreUnavailableException extends SQLTransientException {

  private static final long serialVersionUID = 1;

  StoreUnavailableException(String state, Problem problem) {
    super(problem.sentence(), state, problem);
  }

  Problem problem() {
    return (Problem) getCause();
  }
}
