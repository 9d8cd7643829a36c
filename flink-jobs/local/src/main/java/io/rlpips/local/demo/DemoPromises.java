package io.rlpips.local.demo;

import io.rlpips.local.session.Outcome;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.schemas.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the demo must show, held against what was decided. */
final class DemoPromises {
    private DemoPromises() {}

    /** @return one line for each upload whose decision breaks a promise; empty when all were kept */
    static List<String> broken(List<DemoUpload> uploads, Map<String, Outcome> outcomes) {
        List<String> broken = new ArrayList<>();
        for (DemoUpload upload : uploads) {
            String id = upload.picture().id();
            Outcome outcome = outcomes.get(id);
            if (outcome == null) {
                broken.add(id + ": no verdict and no reject");
            } else if (upload.rejection().isPresent()) {
                requireReject(id, upload.rejection().get(), outcome, broken);
            } else if (upload.reference().isPresent()) {
                requireMatch(id, upload, outcome, broken);
            } else if (!verdictIs("CLEAR", outcome)) {
                broken.add(id + ": unrelated, and it is " + told(outcome));
            }
        }
        return broken;
    }

    private static void requireReject(String id, FailureCategory expected, Outcome outcome, List<String> broken) {
        boolean kept = outcome.reject()
                .filter(reject -> reject.getCategory().name().equals(expected.name()))
                .isPresent();
        if (!kept) {
            broken.add("%s: must be rejected as %s, and it is %s".formatted(id, expected, told(outcome)));
        }
    }

    private static void requireMatch(String id, DemoUpload upload, Outcome outcome, List<String> broken) {
        String reference = upload.reference().orElseThrow();
        boolean found = outcome.alerts().stream()
                .anyMatch(alert -> alert.getReferenceId().equals(reference));
        if (upload.promised() && !found) {
            broken.add("%s: must match %s, and it is %s".formatted(id, reference, told(outcome)));
        }
    }

    private static boolean verdictIs(String name, Outcome outcome) {
        return outcome.verdict()
                .filter(verdict -> verdict.getOutcome().name().equals(name))
                .isPresent();
    }

    private static String told(Outcome outcome) {
        return outcome.verdict()
                .map(Verdict::getOutcome)
                .map(Enum::name)
                .or(() -> outcome.reject().map(reject -> "rejected as " + reject.getCategory()))
                .orElse("undecided");
    }
}
