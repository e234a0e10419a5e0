//go:build golearn_cgo && cgo

package golearn

import "github.com/malguard/malguard/classify"

// withC returns the learners that need C. [Liblinear] is not one that works.
func withC() []classify.Method {
	return []classify.Method{{
		Name: "golearn-knn", Repeats: true,
		Doc: "golearn's label of most of the five nearest rows",
		New: func(classify.Options) classify.Trainer { return KNN{} },
	}}
}
