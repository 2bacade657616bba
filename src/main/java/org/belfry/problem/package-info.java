/** Refusals: one exception, one document (RFC 9457), one mapping. */
package org.belfry.problem;
