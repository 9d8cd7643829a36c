package io.rlpips.detector.judge;

import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Verdict;
import java.util.List;

/**
 * What is decided about an upload.
 *
 * @param alerts one a matching reference, nearest first
 */
public record Decision(Verdict verdict, List<Alert> alerts) {}
