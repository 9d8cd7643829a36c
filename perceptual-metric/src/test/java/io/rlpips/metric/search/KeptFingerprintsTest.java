package io.rlpips.metric.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeptFingerprintsTest {
    private final List<RowKey> made = new ArrayList<>();
    private final KeptFingerprints fingerprints = new KeptFingerprints(this::make, 2);

    @Test
    void theOnesThatWereAskedForLastAreNotMadeAgain() {
        ask("a");
        ask("b");
        ask("a");
        ask("c");
        made.clear();

        ask("a");
        ask("c");
        assertThat(made).isEmpty();
        ask("b");
        assertThat(made).containsExactly(row("b"));
    }

    @Test
    void ofAForgottenReferenceNothingIsKept() {
        ask("a");
        ask("b");
        made.clear();
        fingerprints.forget(Set.of("a"));

        ask("b");
        assertThat(made).isEmpty();
        ask("a");
        assertThat(made).containsExactly(row("a"));
    }

    private void ask(String reference) {
        assertThat(fingerprints.fingerprints(List.of(row(reference)))).hasSize(1);
    }

    private static RowKey row(String reference) {
        return new RowKey(reference, 1, "as-is");
    }

    private List<float[]> make(List<RowKey> rows) {
        made.addAll(rows);
        return rows.stream()
                .map(row -> new float[] {row.referenceId().charAt(0)})
                .toList();
    }
}
