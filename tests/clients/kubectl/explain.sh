# What there is, and what is said of it. Read by ../kubectl.sh.

# What is served here of all that the reference serves.
served='(configmaps|endpoints|namespaces|secrets|serviceaccounts|leases|endpointslices|ingressclasses|priorityclasses|limitranges|ingresses|networkpolicies|poddisruptionbudgets|csidrivers|csinodes|csistoragecapacities|storageclasses|volumeattributesclasses|[a-z]+reviews) '

echo "## what there is"
run api-versions | grep -E '^([$=!]|v1$|(authentication|authorization|coordination|discovery|networking|scheduling|storage)\.k8s\.io/v1$|policy/v1$)'
run api-resources -o wide | grep -E "^([$=!]|NAME|$served)" | sed -E 's/ +/ /g'
run api-resources --api-group=discovery.k8s.io --no-headers | sed -E 's/ +/ /g'
run api-resources --namespaced=false --verbs=list,watch -o name | grep -E "^([$=!]|namespaces|ingressclasses\.|priorityclasses\.|csi|storageclasses\.|volumeattributesclasses\.)"
run api-resources --categories=all -o name --api-group=coordination.k8s.io
run api-resources --api-group=nothing

echo "## explain: the same fields, and something said of each"
# A type or field of which nothing is said is printed with its name.
explained() {
  explain "$@"
  run explain "$@" | awk '
    /^DESCRIPTION:/ { getline; if ($0 !~ /[a-z]/ || /<empty>/) print "nothing is said of it" }
    /\t</ { if (field != "" && !said) print "nothing is said of " field; field = $1; said = 0; next }
    field != "" && /[a-z]/ && !/^ *enum: / && !/<no description>/ { said = 1 }
    END { if (field != "" && !said) print "nothing is said of " field }'
}
for kind in configmaps secrets serviceaccounts leases endpointslices ingressclasses priorityclasses limitranges ingresses networkpolicies \
  poddisruptionbudgets csidrivers csinodes csistoragecapacities storageclasses volumeattributesclasses; do
  explain "$kind" --recursive
  explained "$kind"
done
for field in configmap.data configmaps.immutable secrets.type secret.stringData sa.imagePullSecrets sa.secrets.name lease.spec \
  lease.spec.renewTime endpointslice.endpoints endpointslices.endpoints.conditions.ready endpointslices.endpoints.hints.forZones \
  endpointslices.ports endpointslices.addressType ingressclass.spec ingressclass.spec.parameters lease.spec.nothing; do
  explained "$field"
done
explain endpointslices --api-version=discovery.k8s.io/v1
explain leases --api-version=coordination.k8s.io/v1beta1
explain secrets --output=plaintext-openapiv2
