module coracle/tools/texts

go 1.26.0

require (
	k8s.io/apimachinery v0.37.2
	k8s.io/kube-openapi v0.0.0-20260721132016-d427ff9ee9ad
)

require k8s.io/utils v0.0.0-20260626114624-be93311217bd // indirect
