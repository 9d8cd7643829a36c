package io.rlpips.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Outcome;
import io.rlpips.schemas.ReferenceState;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.RejectCategory;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndToEndITCase {
    @TempDir
    Path directory;

    @Test
    void aCopyMatchesAnUnrelatedPictureIsClearAndBrokenBytesAreRejected() throws Exception {
        try (DetectorStack stack = DetectorStack.start(directory)) {
            stack.startReferenceJob(new TestingModel(), 1);
            stack.startDetectorJob(new TestingModel(), 2);
            stack.sendReference("sunset", "default", TestPictures.png(1));
            stack.sendReference("harbour", "default", TestPictures.png(2));
            stack.sendReference("broken", "default", new byte[] {1, 2, 3});
            List<ReferenceStatus> statuses = stack.await(Subjects.REFERENCE_STATUS, all -> all.size() == 3);
            assertThat(states(statuses))
                    .containsEntry("sunset", ReferenceState.ACTIVE)
                    .containsEntry("harbour", ReferenceState.ACTIVE)
                    .containsEntry("broken", ReferenceState.REJECTED);

            stack.sendUpload("early", TestPictures.png(1));
            stack.await(Subjects.VERDICTS, all -> all.size() == 1);
            stack.sendUpload("copy", TestPictures.nearCopy(1));
            stack.sendUpload("unrelated", TestPictures.png(99));
            stack.sendUpload("blank", TestPictures.blank());
            stack.sendUpload("empty", new byte[0]);
            stack.sendUpload("text", "no picture".getBytes(StandardCharsets.UTF_8));
            stack.send(Subjects.UPLOADS, "junk", new byte[] {7});

            Map<String, Verdict> verdicts = new HashMap<>();
            stack.await(Subjects.VERDICTS, all -> all.size() == 4)
                    .forEach(verdict -> verdicts.put(verdict.getUploadId(), verdict));
            List<Reject> rejects = stack.await(Subjects.REJECTS, all -> all.size() == 3);

            assertThat(verdicts.get("copy").getOutcome()).isEqualTo(Outcome.MATCHED);
            assertThat(verdicts.get("copy").getBestReferenceId()).isEqualTo("sunset");
            assertThat(verdicts.get("copy").getRowsSearched()).isEqualTo(2);
            assertThat(verdicts.get("unrelated").getOutcome()).isEqualTo(Outcome.CLEAR);
            assertThat(verdicts.get("blank").getOutcome()).isEqualTo(Outcome.INDETERMINATE);
            assertThat(rejects)
                    .extracting(Reject::getRecordId, Reject::getCategory)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple("empty", RejectCategory.EMPTY_INPUT),
                            org.assertj.core.groups.Tuple.tuple("text", RejectCategory.NOT_AN_IMAGE),
                            org.assertj.core.groups.Tuple.tuple(null, RejectCategory.MALFORMED_RECORD));
            Alert alert =
                    stack.awaitOne(Subjects.ALERTS, found -> found.getUploadId().equals("copy"));
            assertThat(alert.getReferenceId()).isEqualTo("sunset");
            assertThat(alert.getLayerDistances().stream().mapToDouble(d -> d).sum())
                    .isCloseTo(alert.getDistance(), org.assertj.core.data.Offset.offset(1e-9));
        }
    }

    private static Map<String, ReferenceState> states(List<ReferenceStatus> statuses) {
        Map<String, ReferenceState> states = new HashMap<>();
        statuses.forEach(status -> states.put(status.getReferenceId(), status.getState()));
        return states;
    }
}
