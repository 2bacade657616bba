/** What becomes of the figures: floors, JSON, a Markdown table and charts. */
package org.belfry.bench.report;
