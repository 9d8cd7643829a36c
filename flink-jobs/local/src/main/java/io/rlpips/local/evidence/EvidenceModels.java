package io.rlpips.local.evidence;

import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.schemas.Alert;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The models at hand, by what fingerprints depend on: the built-in one and those that were given. */
public final class EvidenceModels {
    private final Map<String, ModelBundle> byHash = new HashMap<>();
    private final String builtInHash;

    /** @param given besides the built-in one */
    public EvidenceModels(List<ModelBundle> given) {
        ModelBundle builtIn = BundleReader.readDefault();
        this.builtInHash = builtIn.modelHash();
        byHash.put(builtInHash, builtIn);
        given.forEach(bundle -> byHash.put(bundle.modelHash(), bundle));
    }

    public Optional<ModelBundle> of(Alert alert) {
        return Optional.ofNullable(byHash.get(alert.getModelHash()));
    }

    /** @return whether {@code --model} is not needed for it */
    public boolean isBuiltIn(ModelBundle bundle) {
        return bundle.modelHash().equals(builtInHash);
    }
}
